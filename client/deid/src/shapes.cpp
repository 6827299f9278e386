// What is recognised by its shape: addresses, numbers, accounts. A mistyped number identifies as well as a right one,
// so shape alone is enough where the shape is rare; where it is common a check sum or a word beside it decides.
#include <algorithm>
#include <cctype>

#include "cues.hpp"
#include "draft.hpp"
#include "pattern.hpp"

namespace sotto::deid {
namespace {

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

// A word of `cues` in the 40 characters before or the 15 after.
bool beside(const Draft& draft, std::size_t begin, std::size_t end, Pattern& cues) {
  const std::size_t from = begin > 40 ? begin - 40 : 0;
  return cues.in(draft.slice(from, begin)) || cues.in(draft.slice(end, std::min(end + 15, draft.text.plain.size())));
}
bool before(const Draft& draft, std::size_t begin, Pattern& cues, std::size_t reach = 30) {
  return cues.in(draft.slice(begin > reach ? begin - reach : 0, begin));
}

bool luhn(std::string_view digits) {  // ISO/IEC 7812-1, annex B
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int d = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return sum % 10 == 0;
}

bool nhs_sum(std::string_view digits) {  // modulus 11 over the first nine
  if (digits.size() != 10) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * static_cast<int>(10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == digits[9] - '0';
}

struct Shaper {
  Draft& draft;

  void add(std::size_t begin, std::size_t end, Type type) const {
    if (begin < end && !draft.taken(begin, end)) {
      draft.spans.push_back({begin, end, type, Sub::none, Reason::shape, Rank::shape, {}, -1});
    }
  }
  void all(Pattern& pattern, Type type) const {
    pattern.each(draft.text.plain, [&](std::size_t begin, std::size_t end) { add(begin, end, type); });
  }

  // Links to guidance that everybody may read.
  bool of_the_state(std::size_t begin, std::size_t end) const {
    static Pattern open_site(
        R"((?i)(?:^|[./@])(?:[\w-]+\.)*(?:gov\.uk|gov|gov\.ie|nhs\.uk|acas\.org\.uk|cipd\.(?:org|co\.uk|ie)|ico\.org\.uk|europa\.eu|citizensinformation\.ie|workplacerelations\.ie|citizensadvice\.org\.uk|equalityhumanrights\.com|shrm\.org|bailii\.org|wikipedia\.org|bbc\.co\.uk)(?:[/?#]|$))");
    return open_site.in(draft.slice(begin, end));
  }
  void add_addresses(Pattern& url) const {
    url.each(draft.text.plain, [&](std::size_t begin, std::size_t end) {
      if (!of_the_state(begin, end))
        add(begin, end, Type::url);
      else if (!draft.taken(begin, end))
        draft.spans.push_back({begin, end, Type::url, Sub::none, Reason::shape, Rank::harmless, {}, -1});
    });
  }

  // "post.example", not the end of a sentence.
  bool dot_inside() const {
    const auto& plain = draft.text.plain;
    const auto at = [&](std::size_t i) { return std::isalnum(static_cast<unsigned char>(plain[i])) != 0; };
    for (std::size_t i = plain.find('.', 1); i != std::string::npos && i + 1 < plain.size();
         i = plain.find('.', i + 1)) {
      if (at(i - 1) && at(i + 1)) return true;
    }
    return false;
  }

  void written_addresses() const {
    static Pattern email(R"([\w.+%-]+@[\w-]+(?:\.[\w-]+)+)");
    static Pattern spelled(
        R"((?i)\b[\w.+-]+ ?(?:@|\(at\)|\[at\]|\{at\}|\bat\b) ?[\w-]+(?: ?(?:\(dot\)|\[dot\]|\{dot\}|\bdot\b|\.) ?[\w-]+)*? ?(?:\(dot\)|\[dot\]|\{dot\}|\bdot\b) ?(?:com|org|net|example|ie|uk|co|edu|eu|info|io|me)\b(?: ?(?:\(dot\)|\[dot\]|\bdot\b|\.) ?uk\b)?)");
    static Pattern half_spelled(R"((?i)\b[\w.+-]+ ?(?:\(at\)|\[at\]|\{at\}) ?[\w-]+(?:\.[\w-]+)+)");
    static Pattern url(R"((?i)\b(?:https?://|www\.)[^\s<>"']*[\w/])");
    static Pattern domain(
        R"((?i)\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|example|ie|uk|eu|info|io|biz|scot|wales|cymru|app|dev|me)\b(?:/[^\s<>"']*[\w/])?)");
    static Pattern v4(R"(\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b)");
    static Pattern v6(R"((?i)\b(?:[0-9a-f]{1,4}:){3,7}(?::?[0-9a-f]{1,4}){1,4}\b)");
    static Pattern handle(R"((?:^|[^\w@.])(@[A-Za-z_][\w.-]*\w))");
    static Pattern reddit(R"((?:^|[\s(])(u/[\w-]{3,}))");
    static Pattern called(
        R"((?i)\b(?:user ?name|handle|screen ?name|instagram|insta|twitter|tiktok|reddit|snapchat|discord)(?: name| account| handle)?(?: is|:| as| under| called)+ "?([\w.-]*[\d_.][\w.-]*\w))");
    const auto& plain = draft.text.plain;
    if (plain.find('@') != std::string::npos) all(email, Type::email);
    if (plain.find("(at)") != std::string::npos || plain.find("[at]") != std::string::npos ||
        plain.find("{at}") != std::string::npos || plain.find("dot") != std::string::npos) {
      all(spelled, Type::email);
      all(half_spelled, Type::email);
    }
    if (draft.says_any("http HTTP Http www. WWW.")) add_addresses(url);
    if (dot_inside()) {
      domain.each(plain, [&](std::size_t begin, std::size_t end) {
        if (end - begin > 6 && !of_the_state(begin, end)) add(begin, end, Type::url);
      });
      if (draft.says_any("0. 1. 2. 3. 4. 5. 6. 7. 8. 9.")) all(v4, Type::url);
    }
    if (std::count(plain.begin(), plain.end(), ':') >= 3) all(v6, Type::url);
    if (plain.find('@') != std::string::npos) all(handle, Type::handle);
    if (plain.find("u/") != std::string::npos) all(reddit, Type::handle);
    if (draft.has_word("username user handle screenname screen instagram insta twitter tiktok reddit snapchat discord"))
      all(called, Type::handle);
  }

  void state_numbers() const {
    static Pattern nino(R"((?i)\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b)");
    static Pattern nino_short(R"(\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2}\b)");
    static Pattern nino_cue(R"((?i)\b(?:ni|n\.i\.|nino|national insurance|insurance n)\b)");
    static Pattern pps(R"((?i)\b\d{7}[a-w][a-iw]?\b)");
    static Pattern ssn(R"(\b\d{3}-\d{2}-\d{4}\b)");
    static Pattern ssn_cue(R"((?i)\b(?:ssn|social security)\b)");
    static Pattern nine(R"(\b\d{3}[ ]?\d{2}[ ]?\d{4}\b)");
    static Pattern ten(R"(\b\d{3}[ -]?\d{3}[ -]?\d{4}\b)");
    static Pattern nhs_cue(R"((?i)\b(?:nhs|chi|h&c|health and care)\b)");
    static Pattern spaced(R"(^\d{3} \d{3} \d{4}$)");
    const auto& plain = draft.text.plain;
    all(nino, Type::nino);
    if (draft.has_word("ni n nino insurance"))
      nino_short.each(plain, [&](std::size_t b, std::size_t e) {
        if (before(draft, b, nino_cue, 40)) add(b, e, Type::nino);
      });
    all(pps, Type::nino);
    all(ssn, Type::ssn);
    if (draft.says_any("SSN ssn Ssn ecurity"))
      nine.each(plain, [&](std::size_t b, std::size_t e) {
        if (before(draft, b, ssn_cue)) add(b, e, Type::ssn);
      });
    ten.each(plain, [&](std::size_t b, std::size_t e) {
      const auto hit = draft.slice(b, e);
      const std::string digits = digits_of(hit);
      if (before(draft, b, nhs_cue, 40) || (spaced.in(hit) && (digits.rfind("999", 0) == 0 || nhs_sum(digits)))) {
        add(b, e, Type::nhs_number);
      }
    });
  }

  void accounts() const {
    static Pattern iban(R"((?i)\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b)");
    static Pattern card(R"(\b(?:\d[ -]?){12,18}\d\b)");
    static Pattern sort(R"(\b\d{2}[- ]\d{2}[- ]\d{2}\b)");
    static Pattern sort_plain(R"((?i)\bsort(?: ?code)?(?: is|:| no\.?| number)* (\d{6})\b)");
    static Pattern bank_cue(R"((?i)\b(?:sort|s/c|account|acct|acc|a/c|bank|bacs)\b)");
    static Pattern account(R"(\b\d{4} ?\d{3,4}\b)");
    static Pattern account_cue(R"((?i)\b(?:account|acct|acc|a/c|sort code|routing|aba|bank)\b)");
    static Pattern routing(R"((?i)\b(?:routing|aba|account|acct)(?: is|:| no\.?| num(?:ber)?| #)* (\d{7,12})\b)");
    const auto& plain = draft.text.plain;
    if (digits_of(plain).size() >= 8)
      iban.each(plain, [&](std::size_t b, std::size_t e) {
        if (digits_of(draft.slice(b, e)).size() >= 8) add(b, e, Type::bank);
      });
    if (digits_of(plain).size() >= 13)
      card.each(plain, [&](std::size_t b, std::size_t e) {
        const std::string digits = digits_of(draft.slice(b, e));
        if (digits.size() >= 13 && luhn(digits)) add(b, e, Type::bank);
      });
    sort.each(plain, [&](std::size_t b, std::size_t e) {
      if (beside(draft, b, e, bank_cue)) add(b, e, Type::bank);
    });
    if (draft.says_any("sort Sort")) all(sort_plain, Type::bank);
    all(routing, Type::bank);
    account.each(plain, [&](std::size_t b, std::size_t e) {
      if (digits_of(draft.slice(b, e)).size() >= 7 && beside(draft, b, e, account_cue)) add(b, e, Type::bank);
    });
  }

  bool seven_digits_close() const {  // at most two other signs between them
    std::size_t digits = 0, gap = 0;
    for (const char c : draft.text.plain) {
      const bool digit = c >= '0' && c <= '9';
      gap = digit ? 0 : gap + 1;
      digits = digit ? digits + 1 : gap > 2 ? 0 : digits;
      if (digits >= 7) return true;
    }
    return false;
  }

  void phones() const {
    static Pattern phone(R"((?:\+|\b00|\(|\b)\(?\d(?:[ .()/-]{0,2}\d){6,14}\b(?:(?i) ?(?:ext|x)\.? ?\d{2,5}\b)?)");
    static Pattern us(R"(^(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[ .-]\d{4}\b)");
    static Pattern local(R"(^\d{3}-\d{4}$)");
    static Pattern cue(
        R"((?i)\b(?:phone|phoned|tel|telephone|mobile|mob|cell|call|called|ring|rang|text|texted|whatsapp|number|reach(?:ed)?|contact|landline|line|voicemail|dial)\b)");
    static Pattern date(R"(^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$)");
    static Pattern extension(R"((?i)\bext(?:ension)?\.? ?\d{3,5}\b)");
    if (seven_digits_close())
      phone.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
        const auto hit = draft.slice(b, e);
        const std::string digits = digits_of(hit);
        if (date.in(hit)) return;
        const bool uk = digits[0] == '0' && (digits.size() == 10 || digits.size() == 11);
        const bool abroad = (hit[0] == '+' || digits.rfind("00", 0) == 0) && digits.size() >= 9;
        const bool shaped = uk || abroad || us.in(hit) || (local.in(hit) && digits.rfind("555", 0) == 0);
        if (shaped || (digits.size() >= 7 && beside(draft, b, e, cue))) add(b, e, Type::phone);
      });
    if (draft.says_any("ext Ext")) all(extension, Type::phone);
  }

  void records() const {
    static Pattern employee(
        R"((?i)\b(?:staff|employee|payroll|personnel|clock|works|badge|worker|emp|colleague|pay|associate|crew|assignment)\.? ?(?:no\b\.?|num\b\.?|number|id\b|ref\b|reference|code|#)(?: is| was|:|,| of| as| it's)* ?#?([A-Z]{0,4}[-/ ]?\d{2,}[-/]?[A-Z0-9]*)\b)");
    static Pattern employee_hash(R"((?i)\b(?:employee|staff|payroll|badge|emp) #?([A-Z]{0,3}-?\d{3,10})\b)");
    static Pattern shaped_id(R"(\b(?:EMP|STF|PERS|PAY|HRID|EE)[-/]?\d{3,8}\b)");
    static Pattern tribunal(R"(\b\d{5,8}/\d{2,4}\b)");
    static Pattern shaped(R"(\b[A-Z]{2,6}[-/](?:[A-Z]{1,4}[-/])?\d{2,8}(?:[-/][A-Z0-9]{1,8})*\b)");
    static Pattern charge(R"(\b\d{3}-\d{4}-\d{5}\b)");
    static Pattern cued(
        R"((?i)\b(?:ref|reference|case|claim|ticket|file|grievance|matter|complaint|appeal|incident|docket|charge|report|dispute)(?:'s)?(?: ref(?:erence)?| no\b\.?| num(?:ber)?| id| code)*(?: is| was|:|\.|#| as| it)* ?#?([A-Z]{0,6}[-/ ]?\d[A-Z0-9]*(?:[-/][A-Z0-9]+)*)\b)");
    if (draft.has_word("staff employee payroll personnel clock works badge worker emp colleague pay associate crew "
                       "assignment")) {
      if (draft.says("#") || draft.has_word("no num number id ref reference code"))
        employee.each(draft.text.plain, [&](std::size_t b, std::size_t e) { add(b, e, Type::employee_id); });
      if (draft.has_word("employee staff payroll badge emp")) all(employee_hash, Type::employee_id);
    }
    if (draft.says_any("EMP STF PERS PAY HRID EE")) all(shaped_id, Type::employee_id);
    if (draft.says_any("/")) all(tribunal, Type::case_ref);
    if (draft.says("-")) all(charge, Type::case_ref);
    static Pattern no_ref(R"(^(?:COVID|ISO|IEC|UTF|SHA|RFC|PPE|HR|IT)[-/])");
    if (draft.says_any("- /"))
      shaped.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
        if (digits_of(draft.slice(b, e)).size() >= 3 && !no_ref.in(draft.slice(b, e))) add(b, e, Type::case_ref);
      });
    if (draft.has_word("ref reference case claim ticket file grievance matter complaint appeal incident docket charge "
                       "report dispute"))
      cued.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
        if (digits_of(draft.slice(b, e)).size() >= 4) add(b, e, Type::case_ref);
      });
  }

  bool has_number_of(std::size_t digits) const {
    return std::any_of(draft.text.tokens.begin(), draft.text.tokens.end(),
                       [&](const Token& token) { return token.number && token.end - token.begin == digits; });
  }
  // A number and, a few words on, what streets are called.
  bool house_number_and_street() const {
    static constexpr std::string_view streets =
        "street st road rd lane ln avenue ave close drive dr way court crescent cres terrace place gardens gdns grove "
        "square hill row park mews walk green parade boulevard blvd cottage cottages villas mansions buildings lodge "
        "rise "
        "view wynd brae quay circle trail";
    std::size_t number = draft.text.tokens.size();
    for (std::size_t i = 0; i < draft.text.tokens.size(); ++i) {
      if (draft.text.tokens[i].number) number = i;
      if (number < i && i - number <= 6 && cues::one_of(streets, draft.text.tokens[i].lower)) return true;
    }
    return false;
  }

  void homes() const {
    static Pattern street(
        R"(\b((?:(?i:flat|apartment|apt|unit|suite|room) ?\w{1,4},? )?\d{1,5}[A-Za-z]?,? (?:(?:[A-Z][\w'.]*|of|the|upper|lower|north|south) ?-?){1,4}\b(?i:street|st|road|rd|lane|ln|avenue|ave|close|drive|dr|way|court|crescent|cres|terrace|place|gardens|gdns|grove|square|hill|row|park|mews|walk|green|parade|boulevard|blvd|cottages?|villas|mansions|buildings|lodge|rise|view|wynd|brae|quay|circle|trail)\b))");
    static Pattern street_lower(
        R"((?i)\b(?:live[sd]?|living|address|stay(?:s|ing)?|moved|home|house) (?:is |at |to |in |now |of )*((?:flat \w{1,3},? )?\d{1,4}[a-z]?,? (?:[a-z']+ ){1,3}(?:street|st|road|rd|lane|avenue|ave|close|drive|way|court|crescent|terrace|place|gardens|grove|square|hill|row|mews|walk|parade)\b))");
    static Pattern box(R"((?i)\bp\.?o\.? box \d+\b)");
    static Pattern uk(R"(\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)");
    static Pattern uk_lower(R"(\b[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}\b)");
    static Pattern outward(
        R"((?i)\bpost ?code(?: is| of|:| starts| area| district)* ([A-Z]{1,2}\d[A-Z\d]?(?: ?\d[A-Z]{2})?)\b)");
    static Pattern eircode(R"(\b[AC-FHKNPRTV-Y]\d[\dW] ?[\dAC-FHKNPRTV-Y]{4}\b)");
    static Pattern zip(
        R"(\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])[ ,]+(\d{5}(?:-\d{4})?)\b)");
    static Pattern zip_cue(R"((?i)\bzip(?: ?code)?(?: is| of|:)* (\d{5}(?:-\d{4})?)\b)");
    if (house_number_and_street()) {
      all(street, Type::address);
      if (draft.says_any("live living address stay move home house")) all(street_lower, Type::address);
    }
    if (draft.has_word("box")) all(box, Type::address);
    all(uk, Type::postcode);
    all(uk_lower, Type::postcode);
    if (draft.says_any("ostcode OSTCODE ost code")) all(outward, Type::postcode);
    eircode.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
      if (digits_of(draft.slice(b, e)).size() >= 2 && e - b >= 7) add(b, e, Type::postcode);
    });
    if (has_number_of(5)) all(zip, Type::postcode);
    if (draft.says_any("zip Zip ZIP")) all(zip_cue, Type::postcode);
  }

  void births() const {
    static Pattern dob(
        R"((?i)\b(?:born(?: on)?|birth ?date|date of birth|d\.?o\.?b\.?|birthday)(?: is| was| on|:|,| as| the| of| being|\)|\()* ((?:the )?(?:{day}(?: of)? {month}(?:,? \d{4}|,? '?\d{2}\b)?|{month}\.? {day}(?:,? \d{4})?|\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}|\d{1,2}/\d{1,2}))\b)");
    all(dob, Type::dob);
  }
};

}  // namespace

void find_shapes(Draft& draft) {
  const Shaper shaper{draft};
  shaper.written_addresses();
  // Patterns cost more to compile than to run: those that cannot match are not compiled.
  const std::size_t digits = digits_of(draft.text.plain).size();
  if (digits == 0) return;
  static constexpr std::string_view births[] = {"born", "Born", "irth", "DOB", "dob", "D.O.B", "d.o.b"};
  const auto said = [&](std::string_view word) { return draft.text.plain.find(word) != std::string::npos; };
  if (std::any_of(std::begin(births), std::end(births), said)) shaper.births();
  if (digits >= 6) shaper.state_numbers();
  if (digits >= 6) shaper.accounts();
  if (digits >= 3) shaper.records();
  shaper.homes();
  if (digits >= 7 || said("ext")) shaper.phones();
}

}  // namespace sotto::deid
