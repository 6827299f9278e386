// Special-category and protected facts, when they are tied to somebody in the text: of a policy nothing is marked.
#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "cues.hpp"
#include "draft.hpp"
#include "forms.hpp"
#include "lists.hpp"
#include "reach.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;
using Phrases = std::unordered_map<std::string, Type>;

constexpr std::array<std::string_view, 24> endings{"itis",       "osis",   "ectomy", "otomy",   "ostomy",  "oscopy",
                                                   "oplasty",    "algia",  "plegia", "plegic",  "aemia",   "emia",
                                                   "pathy",      "phobia", "phobic", "azepam",  "oxetine", "alopram",
                                                   "triptyline", "zodone", "oma",    "trophic", "penia",   "rrhage"};

// Phrases by their folded words; built once from the list.
const Phrases& phrases() {
  static const Phrases all = [] {
    Phrases out;
    std::string_view rest = lists::sensitive;
    while (!rest.empty()) {
      const std::size_t eol = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, eol);
      rest.remove_prefix(std::min(eol + 1, rest.size()));
      const std::size_t tab = line.find('\t');
      if (tab == std::string_view::npos) continue;
      const Type type = type_named(line.substr(0, tab)).value_or(Type::health);
      line.remove_prefix(tab + 1);
      while (!line.empty()) {
        const std::size_t bar = std::min(line.find('|'), line.size());
        std::string phrase(line.substr(0, bar));
        for (char& c : phrase) c = c == '-' || c == '/' ? ' ' : c;
        out.emplace(std::move(phrase), type);
        line.remove_prefix(std::min(bar + 1, line.size()));
      }
    }
    return out;
  }();
  return all;
}

const Forms& forms() {
  static const Forms all(lists::sensitive_forms);
  return all;
}

// Words of medicine that their ending gives away: colitis, thrombosis, hysterectomy, colonoscopy.
bool medical(std::string_view word) {
  if (one_of("diagnosis prognosis hypnosis osmosis metamorphosis symbiosis diploma aroma sympathy empathy apathy "
             "antipathy telepathy homophobia transphobia xenophobia islamophobia biphobia homophobic transphobic "
             "xenophobic academia mycin",
             word))
    return false;
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return word.size() >= ending.size() + 3 && word.ends_with(ending);
  });
}

bool nation(std::string_view word) {
  return one_of(
      "nigerian ghanaian kenyan ugandan zimbabwean somali ethiopian eritrean sudanese congolese cameroonian gambian "
      "senegalese "
      "algerian moroccan tunisian libyan egyptian african caribbean jamaican trinidadian barbadian bajan guyanese "
      "indian pakistani bangladeshi bengali punjabi gujarati tamil nepali nepalese kashmiri lankan afghan asian "
      "iranian persian iraqi kurdish syrian lebanese palestinian israeli arab arabic yemeni saudi turkish "
      "chinese japanese korean vietnamese thai filipino filipina malaysian indonesian burmese mongolian taiwanese "
      "cantonese "
      "polish romanian bulgarian lithuanian latvian estonian hungarian czech slovak slovakian ukrainian russian "
      "belarusian moldovan "
      "albanian kosovan serbian croatian bosnian macedonian slovenian greek cypriot maltese portuguese spanish italian "
      "french "
      "german dutch belgian austrian swiss swedish norwegian danish finnish icelandic irish scottish welsh english "
      "british "
      "american mexican cuban brazilian colombian venezuelan argentinian chilean peruvian bolivian ecuadorian "
      "dominican haitian "
      "latino latina hispanic chicano hawaiian samoan maori fijian tongan australian canadian zealander pole romanians "
      "poles "
      "black white brown aboriginal roma romany eastern-european west-african south-asian armenian georgian kazakh "
      "uzbek",
      word);
}

bool weak(std::string_view phrase) {  // says something of somebody only close to him or her
  return one_of(
      "stress medication operation terminal surgery therapy counselling oxygen scan bi straight transition union "
      "unison unite prospect "
      "disclosure sentence charged caution prayer prayers church faith religion race retirement younger generation "
      "add blind deaf fraud stole stealing possession custody orthodox prostate covid expecting disability disabled "
      "traveller allergy hormones oldest stroke racist braids "
      "turban headscarf hijab niqab praying fasting ramadan eid kippah kosher halal sabbath religious "
      "accent sober manic relapse detox ulcer ulcers cyst tremor tremors veil temple bible koran quran deacon rosary "
      "premature conceive newborn tagged indecent remission steroids morphine midwife elderly pensioner outed walkout "
      "delusional delusions dependency convener indigenous hospice catheter blackouts flashbacks homophobic homophobia "
      "transphobic anglican lutheran paralysis fainting ethnicity",
      phrase);
}

struct Finder {
  Draft& draft;
  const Text& text = draft.text;
  const Reach reach{draft};

  std::string_view lower(std::size_t i) const {
    return i < text.tokens.size() ? std::string_view(text.tokens[i].lower) : std::string_view();
  }
  bool same(std::size_t i, std::size_t k) const {
    return k < text.tokens.size() && text.tokens[k].sentence == text.tokens[i].sentence;
  }

  // Sentences that speak of rules and of nobody.
  bool general(std::uint32_t sentence) const {
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
      if (text.tokens[i].sentence != sentence) continue;
      if (one_of("policy policies law act guidance training template statutory legislation regulations assessments "
                 "awareness handbook "
                 "workshop webinar article course toolkit checklist generally sector anyone everyone people managers "
                 "employers "
                 "employees employer worker workers somebody's everybody you your ideas",
                 lower(i))) {
        return true;
      }
      if (one_of("if when", lower(i)) && one_of("an a", lower(i + 1)) && cues::human(lower(i + 2))) return true;
    }
    return false;
  }
  // How surely the sentence is about somebody: 0 not, 1 perhaps, 2 yes.
  int tied(std::uint32_t sentence) const {
    int best = 0;
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
      const Token& t = text.tokens[i];
      if (t.sentence != sentence) continue;
      if (cues::pronoun(t.lower)) return 2;
      if (one_of("they them their theirs they're i i'm my", t.lower)) best = std::max(best, 1);
      const bool pointed = i > 0 && one_of("my our the this that one a another", lower(i - 1));
      if (cues::human(t.lower) && (pointed || (i > 1 && one_of("my our the a another", lower(i - 2)))))
        best = std::max(best, 1);
      if (one_of("employee manager witness rep colleague person", t.lower) && i + 1 < text.tokens.size() &&
          lower(i + 1).size() == 1 && text.tokens[i + 1].upper == false && text.tokens[i + 1].capital) {
        return 2;
      }
    }
    for (const auto& span : draft.spans) {
      if (span.rank == Rank::harmless) continue;
      if (!(span.type == Type::person || span.type == Type::role || span.type == Type::relation ||
            span.type == Type::unique))
        continue;
      const std::size_t at = text.tokens_from(span.begin);
      if (at < text.tokens.size() && text.tokens[at].sentence == sentence) return 2;
    }
    return best;
  }
  bool marked(std::size_t i) const {
    const std::uint32_t sentence = text.tokens[i].sentence;
    const int tie = tied(sentence);
    if (tie == 2) return true;
    if (general(sentence)) return false;
    if (tie == 1) return !asks(sentence);
    return sentence > 0 && tied(sentence - 1) == 2 && !general(sentence - 1) && length(sentence) < 14;
  }
  bool asks(std::uint32_t sentence) const {  // how, what, do you: a question to the reader
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
      if (text.tokens[i].sentence == sentence && text.tokens[i].first) {
        return one_of("how what do does which where is are has have can could would should why when who if",
                      lower(i)) &&
               !mine(i);
      }
    }
    return false;
  }
  bool mine(std::size_t i) const { return one_of("my our one the", lower(i + 1)); }
  std::size_t length(std::uint32_t sentence) const {
    return static_cast<std::size_t>(
        std::count_if(text.tokens.begin(), text.tokens.end(), [&](const Token& t) { return t.sentence == sentence; }));
  }

  // "lacks the energy | of the | younger team": one fact, not two.
  bool goes_on(const Span& before, std::size_t first, Type type) const {
    if (before.type != type || before.rank != Rank::fact || before.end > text.tokens[first].begin) return false;
    const std::size_t from = text.tokens_from(before.end);
    if (first > from + 2 || !same(first, from)) return false;
    for (std::size_t k = from; k <= first; ++k) {
      const bool small = k == first || one_of("of in at the a his her their", lower(k));
      if (!small || !reach.joined(k)) return false;
    }
    return true;
  }

  // [first, last] is shown; the words from `from` to `to` are the fact, however much of its sentence is shown with it.
  void add(std::size_t first, std::size_t last, Type type, std::size_t from, std::size_t to) const {
    for (const auto& span : draft.spans) {
      const bool person = span.type == Type::person || span.type == Type::org || span.rank == Rank::harmless ||
                          span.rank == Rank::shape;
      if (person && span.begin < text.tokens[last].end && text.tokens[first].begin < span.end) return;
    }
    if (!draft.spans.empty() && goes_on(draft.spans.back(), first, type)) {
      draft.spans.back().end = text.tokens[last].end;
      return;
    }
    draft.add(first, last, type, Sub::none, Reason::sensitive, Rank::fact);
    draft.spans.back().core = fold(draft.slice(text.tokens[from].begin, text.tokens[to].end));
  }

  // A fact that is weak by itself: somebody is or has it, or it stands by a possessive.
  bool near_somebody(std::size_t i) const {
    for (std::size_t k = i; k > 0 && i - k < 7 && same(i, k - 1); --k) {
      const auto w = lower(k - 1);
      if (cues::pronoun(w) ||
          one_of("is was being has had with on off for because after having are been joined in by my", w))
        return true;
    }
    return false;
  }

  bool said_already(Type type) const {
    return std::any_of(draft.spans.begin(), draft.spans.end(), [&](const Span& s) { return s.type == type; });
  }

  // Longest phrase from `i`; answers how many tokens it has.
  std::size_t phrase_at(std::size_t i, Type* type, std::string* hit) const {
    std::string key;
    std::size_t best = 0;
    for (std::size_t k = i; k < i + 5 && same(i, k); ++k) {
      if (k > i) {
        const char before = text.tokens[k].before;
        if (before != ' ' && before != '-' && before != '/') break;
        key += ' ';
      }
      key += text.tokens[k].lower;
      std::string whole = key;
      if (text.tokens[k].possessive && text.plain.compare(text.tokens[k].end, 2, "'s") == 0) whole += "'s";
      for (const auto& candidate : {whole, key}) {
        if (const auto found = phrases().find(candidate); found != phrases().end()) {
          *type = found->second;
          *hit = found->first;
          best = k - i + 1;
          break;
        }
      }
      if (text.tokens[k].possessive) key = whole;
    }
    return best;
  }

  bool origin(std::size_t i) const {  // he is Nigerian; a Polish driver; of Pakistani heritage
    const Token& t = text.tokens[i];
    if (!nation(t.lower) || (t.upper && !text.shouted)) return false;
    const bool colour = one_of("black white brown", t.lower);
    if (!t.capital && colour && !text.tokens[i].first) {
      if (!cues::human(lower(i + 1)) && !(i > 0 && one_of("is was being he's she's", lower(i - 1)))) return false;
    }
    std::size_t first = i, last = i;
    const bool before_human = cues::human(lower(i + 1)) || cues::human(lower(i + 2));
    const bool be =
        i > 0 && (one_of("is was being am are being half part he's she's they're also originally", lower(i - 1)) ||
                  (one_of("a an", lower(i - 1)) && i > 1 && one_of("is was being as being", lower(i - 2))));
    const bool called =
        i > 2 && one_of("a the that", lower(i - 1)) &&
        (one_of("call calls called calling", lower(i - 2)) || one_of("call calls called calling", lower(i - 3))) &&
        (text.get(i + 1) == nullptr || cues::stop(lower(i + 1)) || cues::preposition(lower(i + 1)) ||
         !reach.joined(i + 1));
    const bool heritage =
        one_of("heritage origin descent background roots ancestry accent parents family speaker national passport",
               lower(i + 1));
    if (!before_human && !be && !heritage && !called) return false;
    if (one_of("english", t.lower) && !heritage && !be) return false;
    if (heritage) last = i + 1;
    if (first > 0 && one_of("black white mixed south east west eastern north british", lower(first - 1)) &&
        text.tokens[first].before == ' ')
      --first;
    if (heritage && first > 0 && lower(first - 1) == "of") --first;
    if (!marked(i)) return false;
    add(called ? i - 1 : reach.verbs(first), last, Type::ethnicity, i, i);
    return true;
  }
  bool born(std::size_t i) const {  // born in Ghana, came here from Syria
    if (!(one_of("born", lower(i)) && lower(i + 1) == "in") &&
        !(lower(i) == "from" && i > 0 && one_of("originally came moved here over is", lower(i - 1))))
      return false;
    const std::size_t at = lower(i) == "born" ? i + 2 : i + 1;
    if (!same(i, at) || !text.tokens[at].capital || text.tokens[at].number || !is_proper(lower(at)) ||
        draft.taken(text.tokens[at]))
      return false;
    if (tied(text.tokens[i].sentence) < 2) return false;
    add(reach.verbs(i), at, Type::ethnicity, i, at);
    return true;
  }

  bool form(std::size_t& i, std::size_t at_least) const {
    const auto found = forms().longest(draft, i);
    if (found.tokens <= at_least || !marked(i)) return false;
    if (one_of("his her their", lower(i)) && said_already(found.type)) return false;  // "a Sikh ... his turban"
    const std::size_t end = i + found.tokens - 1;
    std::size_t from = i, to = end;  // "off with asthma again": asthma is the fact
    for (std::size_t k = i; k <= end && from == i && to == end; ++k) {
      Type type{};
      std::string hit;
      const std::size_t size = phrase_at(k, &type, &hit);
      if (size > 0 && k + size - 1 <= end && type == found.type) from = k, to = k + size - 1;
    }
    add(reach.verbs(i), reach.right(end, found.type), found.type, from, to);
    i = end;
    return true;
  }

  void at(std::size_t& i) const {
    if (origin(i) || born(i)) return;
    Type type{};
    std::string hit;
    std::size_t size = phrase_at(i, &type, &hit);
    if (form(i, size)) return;
    if (size == 0 && medical(lower(i))) type = Type::health, size = 1;
    if (size == 0) return;
    const std::size_t end = i + size - 1;
    const bool vague = weak(hit) || (size > 1 && weak(text.tokens[i].lower)) || hit == "old name";
    if (vague && size == 1 && !near_somebody(i)) return;
    if (vague && said_already(type)) return;
    if (one_of("with as", lower(end + 1)) && hit == "signed off") return;  // what follows says it
    if (!marked(i)) return;
    add(reach.left(i), reach.right(end, type), type, i, end);
    i = end;
  }
};

}  // namespace

void find_sensitive(Draft& draft) {
  const Finder finder{draft};
  for (std::size_t i = 0; i < draft.text.tokens.size(); ++i) finder.at(i);
}

}  // namespace sotto::deid
