// Roles that one person holds: an executive of the writer's own organisation, and posts there is one of.
#include "cues.hpp"
#include "draft.hpp"
#include "phrase.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;

struct Finder : Phrases {
  // Titles that point at one person only when they are mine or ours.
  bool own_executive(std::size_t i) const {
    return one_of("director directors chair president founder principal head ceo owner dean trustee", lower(i));
  }

  bool exec(std::size_t i) const {
    const bool own = one_of("my our", lower(i));
    if (!own && lower(i) != "the") {
      // without an article: "CEO has asked me"
      if (!one_of("ceo cfo coo cto md", lower(i)) || !text.tokens[i].upper || text.shouted ||
          draft.taken(text.tokens[i]))
        return false;
      if (i > 0 && one_of("a an the your any every their his her to as", lower(i - 1)) && !text.tokens[i].first)
        return false;
      add(i, i, Type::role, Sub::exec, Reason::role_exec, Rank::role);
      return true;
    }
    std::size_t at = i + 1;
    while (one_of("own new current former old acting interim outgoing previous then ex late big overall global group "
                  "regional executive non-executive",
                  lower(at)) &&
           close(at) && lower(at + 1) != "officer")
      ++at;
    if (at >= text.tokens.size() || !close(at)) return false;
    std::size_t last = executive_end(*this, at);
    if (last + 1 == at) {
      const bool speaks =
          lower(at) == "head" && (cues::says(lower(at + 1)) || one_of("is was has wants", lower(at + 1)));
      if (!(own && own_executive(at)) && !one_of("owner founder", lower(at)) && !speaks) return false;
      last = at;
    }
    if (one_of("of", lower(last + 1)) && one_of("a an any every each", lower(last + 2))) return false;
    add(i, last, Type::role, Sub::exec, Reason::role_exec, Rank::role);
    return true;
  }

  bool field(std::string_view w) const {  // what only one manager has
    return one_of(
        "payroll finance warehouse it facilities site branch store plant depot practice office operations ops "
        "marketing sales "
        "production quality lab laboratory ward kitchen night transport fleet compliance estates stores catering "
        "workshop factory "
        "centre center general shop hotel restaurant bar area regional security safety data procurement purchasing "
        "logistics "
        "maintenance technical engineering creative digital communications comms press events fundraising volunteer "
        "programme "
        "business legal risk audit treasury tax credit legal health safeguarding admissions exams curriculum "
        "sixth-form pastoral "
        "boarding housing care home clinic theatre pharmacy laundry housekeeping reception front-desk bakery deli "
        "dairy farm yard "
        "dispatch goods-in machine print post mail room export import customer service contact call brand product "
        "design studio "
        "r&d research grants membership policy training learning talent reward benefits recruitment resourcing wages "
        "accounts "
        "ledger commercial contracts bid estimating planning shift duty deputy assistant senior lead duty school",
        w);
  }
  bool sole_post(std::size_t i, std::size_t* last) const {  // posts there is one of
    const auto w = lower(i), next = close(i + 1) ? lower(i + 1) : std::string_view();
    if (one_of("caretaker bookkeeper receptionist matron chaplain janitor groundsman gardener postmaster quartermaster "
               "librarian registrar "
               "senco dpo beekeeper webmaster sysadmin nightwatchman",
               w)) {
      return *last = i, true;
    }
    if ((w == "company" && next == "secretary") || (w == "financial" && next == "controller") ||
        (w == "night" && next == "porter") || (w == "data" && next == "protection") ||
        (w == "personal" && next == "assistant") ||
        (w == "head" && one_of("chef gardener porter cook nurse girl boy brewer baker", next)) ||
        (w == "school" && one_of("nurse secretary", next)) || (w == "office" && next == "junior") ||
        (w == "executive" && one_of("assistant chef", next))) {
      *last = i + 1 + (next == "protection" && lower(i + 2) == "officer" ? 1 : 0);
      return true;
    }
    if (w == "head" && next == "of") {
      const std::size_t end = phrase_end(text, i + 2, 3);
      return *last = end, end > i + 1;
    }
    return false;
  }
  bool unique_role(std::size_t i) const {
    if (!one_of("my our the", lower(i))) return false;
    std::size_t at = i + 1, last = 0;
    while (one_of("own new current former old acting interim previous then ex lone", lower(at)) && close(at)) ++at;
    if (!close(at)) return false;
    bool found = sole_post(at, &last);
    const auto joins = [&](std::size_t k) { return lower(k) == "and" && field(lower(k + 1)); };  // health and safety
    for (std::size_t k = at; !found && k < at + 4 && (field(lower(k)) || joins(k)) && close(k + 1); ++k) {
      if (cues::rank(lower(k + 1)) && !one_of("head partner", lower(k + 1))) last = k + 1, found = true;
    }
    if (!found && one_of("pa bookkeeper accountant solicitor", lower(at)) && one_of("my our", lower(i)))
      last = at, found = true;
    if (!found) return false;
    add(i, last, Type::role, Sub::unique, Reason::role_unique, Rank::role);
    return true;
  }
};

}  // namespace

void find_roles(Draft& draft) {
  const Finder finder{{draft}};
  for (std::size_t i = 0; i < draft.text.tokens.size(); ++i) static_cast<void>(finder.exec(i) || finder.unique_role(i));
}

}  // namespace sotto::deid
