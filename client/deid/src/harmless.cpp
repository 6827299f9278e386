// What everybody may know: statutes, decided cases, forms, and the aliases that the case itself has dealt.
#include "cues.hpp"
#include "draft.hpp"
#include "lists.hpp"
#include "pattern.hpp"

namespace sotto::deid {

void find_harmless(Draft& draft) {
  const auto& plain = draft.text.plain;
  const auto mask = [&](std::size_t b, std::size_t e) {
    if (b < e) draft.spans.push_back({b, e, Type::person, Sub::none, Reason::shape, Rank::harmless, {}, -1});
  };
  static Pattern versus(
      R"(((?:[A-Z][\w'&.-]*|of|and|the|for|NHS|plc|Ltd)(?: (?:[A-Z][\w'&.-]*|of|and|the|for|&)){0,5} vs?\.? [A-Z][\w'&.-]*(?: (?:[A-Z][\w'&.-]*|of|and|the|for|&))*(?: \[?\(?(?:19|20)\d\d\]?\)?)?))");
  if (plain.find(" v ") != std::string::npos || plain.find(" v. ") != std::string::npos ||
      plain.find(" vs ") != std::string::npos || plain.find(" vs. ") != std::string::npos) {
    versus.each(plain, mask);
  }
  static Pattern alias(
      R"(\b((?:Employee|Manager|Witness|Rep|Client|Colleague|Person|Organisation|Organization|Director|Complainant|Respondent|Party|Company|Site|Leader|Trainee|Officer|Buddy|Circle|Team|Option|Plan|Appendix|Section|Part|Schedule|Form|Step|Stage|Case|Phase|Grade|Band) (?:[A-Z]|\d{1,3}))\b)");
  static Pattern statute(
      R"(((?:[A-Z][\w'()-]+,? (?:and |of |at |in |etc\.? |\(|for |from |to |the |etc)*){1,8}(?:Act|Regulations|Regs|Directive|Order|Code of Practice|Convention|Rules|Bill|Test|Principle)(?: (?:19|20)\d\d)?)\b)");
  static Pattern doctrine(
      R"(\b([A-Z][a-z]+(?:-[A-Z][a-z]+)?(?:'s)? (?:tests?|reductions?|deductions?|uplift|guidelines|principles?|model|cycle|framework|theory|matrix|questionnaire|inventory|factor|scores?))\b)");
  static Pattern form(
      R"(\b(P45|P60|P11D|P46|SC2|MATB1|MAT B1|ET1|ET3|COT3|SL2|BR19|W-?2|W-?4|I-?9|1099|RTI|S1\d\d)\b)");
  static Pattern public_date(
      R"((?i)\b((?:5|6|1)(?:st|th)? april|31(?:st)? march|(?:25|26|24)(?:th)? december|(?:1)(?:st)? january|31(?:st)? december|31(?:st)? january|new year's (?:day|eve)|christmas (?:day|eve)|8(?:th)? march|10(?:th)? october|4(?:th)? of july)\b)");
  static Pattern yearly(
      R"((?i)\b(?:every year|each year|rates?|tax|statutory|minimum wage|living wage|holiday|bank holiday|christmas|law|regulations|in force|payroll year|budget|year end|deadline|international women's day|mental health day|figures|threshold)\b)");
  bool lettered = false;
  for (const auto& token : draft.text.tokens)
    lettered |= (token.end - token.begin == 1 && token.capital && token.lower != "i") || token.number;
  if (lettered) alias.each(plain, mask);
  if (plain.find("Act") != std::string::npos || plain.find("Reg") != std::string::npos ||
      plain.find("Code") != std::string::npos || plain.find("Dir") != std::string::npos ||
      plain.find("Order") != std::string::npos || plain.find("Rules") != std::string::npos ||
      plain.find("Bill") != std::string::npos || plain.find("Conv") != std::string::npos) {
    statute.each(plain, [&](std::size_t b, std::size_t e) {
      if (draft.slice(b, e).find(' ') != std::string_view::npos) mask(b, e);
    });
  }
  if (draft.says_any("test reduction deduction uplift guideline principle model cycle framework theory matrix "
                     "questionnaire inventory factor score"))
    doctrine.each(plain, [&](std::size_t b, std::size_t e) {
      const std::size_t first = draft.text.tokens_from(b);
      const bool figure = draft.slice(b, e).ends_with("factor");  // Bradford's
      if (figure || !is_given(draft.text.tokens[first].lower)) mask(b, e);
    });
  const bool digit = draft.says_any("0 1 2 3 4 5 6 7 8 9");
  if (digit && draft.says_any("P4 P6 P11D SC2 MAT ET1 ET3 COT3 SL2 BR19 W2 W-2 W4 W-4 I9 I-9 1099 S1"))
    form.each(plain, mask);
  const bool month = draft.has_word("april march december january july october day eve");
  if (digit && month && yearly.in(plain)) public_date.each(plain, mask);
}

}  // namespace sotto::deid
