#include <algorithm>

#include <doctest/doctest.h>

#include <sotto/deid/check.hpp>

namespace sotto::deid {
namespace {

std::string cut(const std::string& text, const Finding& f) {  // ASCII texts: code points are bytes
  return text.substr(f.start, f.end - f.start);
}
// TYPE'surface' of each finding, in order.
std::string found(const std::string& text, const Setting& setting = {}) {
  std::string out;
  for (const auto& f : check(text, setting).findings) {
    out += (out.empty() ? "" : " ") + std::string(name(f.type)) + "'" + cut(text, f) + "'";
  }
  return out;
}
Setting listing(const char* lines) {
  Setting setting;
  setting.people = *read_entries(lines);
  return setting;
}

}  // namespace

TEST_CASE("shapes: each kind of number is found as what it is, and shape is enough where it is rare") {
  CHECK(found("NI number QQ 12 34 56 C") == "NINO'QQ 12 34 56 C'");
  CHECK(found("his is zz123456a") == "NINO'zz123456a'");
  CHECK(found("PPS 1234567TW on file") == "NINO'1234567TW'");
  CHECK(found("SSN 900-12-3456") == "SSN'900-12-3456'");
  CHECK(found("it is 999 012 3456") == "NHS_NUMBER'999 012 3456'");
  CHECK(found("pay GB33BUKB20201555555555 please") == "BANK'GB33BUKB20201555555555'");
  CHECK(found("card 4000 0000 0000 0002 was used") == "BANK'4000 0000 0000 0002'");
  CHECK(found("sort code 20-00-00") == "BANK'20-00-00'");
  CHECK(found("ring 01632 960 118 or +44 7700 900456") == "PHONE'01632 960 118' PHONE'+44 7700 900456'");
  CHECK(found("the number is (212) 555-0143") == "PHONE'(212) 555-0143'");
  CHECK(found("it was sent from 203.0.113.9") == "URL'203.0.113.9'");
  CHECK(found("write to d.lund [at] post [dot] example") == "EMAIL'd.lund [at] post [dot] example'");
  CHECK(found("at D02 X285 since then") == "POSTCODE'D02 X285'");
  CHECK(found("he is at 14 Larch Close now") == "ADDRESS'14 Larch Close'");
  CHECK(found("staff number E104482") == "EMPLOYEE_ID'E104482'");
  CHECK(found("case 3300127/2026") == "CASE_REF'3300127/2026'");
  CHECK(found("her dob: 03/09/1981") == "DOB'03/09/1981'");
}

TEST_CASE("shapes: numbers that name nobody are left alone") {
  for (const char* text :
       {"I have 14 people in 3 teams and 20 minutes.", "Version 1.2.3 of the template, 50/50, 24/7.",
        "In 2014 there were 1,200 of them.", "See section 188 and the P45.", "Call me at 10.30 or 4.",
        "Read www.acas.org.uk/guidance and https://www.gov.uk/dismissal first."}) {
    CAPTURE(text);
    CHECK(found(text).empty());
  }
}

TEST_CASE("names: a word that is also a name counts where it is used like one") {
  CHECK(found("Will says no, and Grace resigned.") == "PERSON'Will' PERSON'Grace'");
  CHECK(found("Will you mark this? May I hope so? Sue them, frank as you are.").empty());
  CHECK(found("i spoke to joy about it") == "PERSON'joy'");
  CHECK(found("in june we may bill them for the rose").empty());
}

TEST_CASE("the list of a case: folded, possessive, plural, nickname, one letter off, initials, one part") {
  const Setting people = listing("person\tRobert Pennick\norg\tQuill & Sons Ltd\nplace\tLower Wick\n");
  CHECK(found("we met robert pennick", people) == "PERSON'robert pennick'");
  CHECK(found("it is bobby's turn", people) == "PERSON'bobby'");
  CHECK(found("the pennicks are out", people) == "PERSON'pennicks'");
  CHECK(found("ask penick or pennikc", people) == "PERSON'penick' PERSON'pennikc'");
  CHECK(found("RP and R.P. agree", people) == "PERSON'RP' PERSON'R.P'");
  CHECK(found("quill and sons at lower wick", people) == "ORG'quill and sons' LOCATION'lower wick'");
  const Setting bill = listing("person\tBill\n");
  CHECK(found("Bill will not pay the bill, he says", bill) == "PERSON'Bill'");
}

TEST_CASE("the list of a case: one person has one alias, and the case's own alias wins") {
  Setting setting = listing("person\tRobert Pennick\n");
  auto report = check("Pennick said that Robert was late, and Maeve heard it.", setting);
  REQUIRE(report.findings.size() == 3);
  CHECK(report.findings[0].suggest == report.findings[1].suggest);
  CHECK(report.findings[2].suggest != report.findings[0].suggest);
  setting.people[0].alias = "Witness C";
  report = check("robert was late", setting);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].suggest == "Witness C");
}

TEST_CASE("the list of a case: lines that are no entries are refused") {
  CHECK(read_entries("")->empty());
  CHECK(read_entries("# note\n\nperson\tA B\r\n")->size() == 1);
  for (const char* bad : {"person A", "dog\tRex", "person\t", "person\t ...", "\tA"}) CHECK_FALSE(read_entries(bad));
}

TEST_CASE("the not-here list is asked in folded words and sees nothing else") {
  Setting setting;
  std::vector<std::string> asked;
  setting.not_here = [&](std::string_view folded) -> std::optional<Kind> {
    asked.emplace_back(folded);
    if (folded == "zoe tarn") return Kind::person;
    return std::nullopt;
  };
  const auto report = check("that was zo\xc3\xab tarn again", setting);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].why == Reason::not_here);
  CHECK(report.findings[0].start == 9);
  CHECK(report.findings[0].end == 17);
  CHECK(std::find(asked.begin(), asked.end(), "that was zoe tarn") != asked.end());
}

TEST_CASE("offsets count code points, whatever is folded away") {
  const auto report = check("\xe2\x80\x9c\xf0\x9f\x98\x80 Zoe\xcc\x88 Kowalczyk\xe2\x80\x9d said so");
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].start == 3);
  CHECK(report.findings[0].end == 17);
}

TEST_CASE("a sensitive fact is shown with the words that tie it to somebody") {
  CHECK(found("She has had three rounds of IVF.") == "PREGNANCY'has had three rounds of IVF'");
  CHECK(found("He was diagnosed with a rare polyneuritis.") == "HEALTH'was diagnosed with a rare polyneuritis'");
  CHECK(found("He did four months in prison for fraud.") == "CRIMINAL'did four months in prison for fraud'");
  CHECK(found("They call him the Moldovan.") == "ETHNICITY'the Moldovan'");
  CHECK(found("She goes to mass at noon.") == "RELIGION'goes to mass'");
}

TEST_CASE("a sensitive fact stops where somebody else's name begins") {
  CHECK(found("She has epilepsy and Kasia knows.") == "HEALTH'has epilepsy' PERSON'Kasia'");
  CHECK(found("He was arrested with Tomek.") == "CRIMINAL'was arrested' PERSON'Tomek'");
}

TEST_CASE("the same fact in other words around it counts once, and is kept once") {
  const std::string text = "He has epilepsy. He was off with epilepsy again.";
  CHECK(check(text).score == 1);
  Setting setting;
  setting.kept = {"has epilepsy"};
  CHECK(check(text, setting).findings.empty());
}

TEST_CASE("words of medicine that stand in no list are known by their ending") {
  CHECK(found("She had a salpingectomy in June.") == "HEALTH'had a salpingectomy'");
  CHECK(found("He had her sympathy.").empty());
}

TEST_CASE("forms of speech are nothing where rules are discussed and nobody is meant") {
  for (const char* text :
       {"Do you ask about spent convictions on the form?", "Our policy covers rounds of IVF and adoption leave.",
        "Which union recognises works council members here?", "I can hear every word from here."}) {
    CAPTURE(text);
    CHECK(found(text).empty());
  }
}

TEST_CASE("verdicts: the table, for each audience") {
  const auto verdict = [](const char* text, Audience audience) {
    Setting setting;
    setting.audience = audience;
    const auto report = check(text, setting);
    return std::pair(report.verdict, report.score);
  };
  const char* exec = "My CEO has asked me to drop it.";
  CHECK(verdict(exec, Audience::stranger) == std::pair(Severity::glance, 1));
  CHECK(verdict(exec, Audience::knows_sector) == std::pair(Severity::glance, 2));
  CHECK(verdict(exec, Audience::knows_employer) == std::pair(Severity::think, 5));
  CHECK(verdict("Kasia and Tomek heard it.", Audience::stranger) == std::pair(Severity::think, 6));
  CHECK(verdict("Kasia, Tomek and Kasia and Ola heard it.", Audience::stranger) == std::pair(Severity::stop, 9));
  CHECK(verdict("Kasia has epilepsy.", Audience::stranger) == std::pair(Severity::stop, 4));
  CHECK(verdict("She has epilepsy.", Audience::knows_employer) == std::pair(Severity::glance, 1));
  CHECK(verdict("Mrs Tarrington rang.", Audience::stranger) == std::pair(Severity::stop, 0));
  CHECK(verdict("Our policy on epilepsy is thin.", Audience::knows_employer) == std::pair(Severity::clear, 0));
}

TEST_CASE("what the writer has decided to keep is not shown again") {
  Setting setting;
  setting.kept = {"kasia"};
  CHECK(check("Kasia said so.", setting).verdict == Severity::clear);
}

TEST_CASE("what the writer keeps is counted, so that nobody is told that the text was clean") {
  Setting setting;
  setting.kept = {"Kasia"};
  const auto report = check("Kasia said so to kasia.", setting);
  CHECK(report.findings.empty());
  CHECK(report.kept == 2);
}

TEST_CASE("a type that is mostly none is a dot, but never for what stands in a list") {
  Setting setting = listing("person\tIdris Callowmere\n");
  setting.dots = {Type::person};
  auto report = check("Maeve Tarrington rang.", setting);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].severity == Severity::glance);
  CHECK(report.verdict == Severity::glance);
  CHECK(check("Idris Callowmere rang.", setting).verdict == Severity::stop);
  setting.people.clear();
  setting.not_here = [](std::string_view folded) -> std::optional<Kind> {
    return folded == "maeve tarrington" ? std::optional(Kind::person) : std::nullopt;
  };
  CHECK(check("Maeve Tarrington rang.", setting).verdict == Severity::stop);
}

TEST_CASE("replacing leaves the rest of the text as it was, byte by byte") {
  const std::string text =
      "\xe2\x80\x9cZo\xc3\xab Kowalczyk\xe2\x80\x9d \xf0\x9f\x98\x80 told Bea Tansley: Zo\xc3\xab won.";
  const auto report = check(text);
  REQUIRE(report.findings.size() == 3);
  CHECK(replaced(text, report.findings) == "\xe2\x80\x9c" + report.findings[0].suggest +
                                               "\xe2\x80\x9d \xf0\x9f\x98\x80 told " + report.findings[1].suggest +
                                               ": " + report.findings[0].suggest + " won.");
  CHECK(replaced(text, {}) == text);
  CHECK(check(replaced(text, report.findings)).findings.empty());
}

TEST_CASE("an alias is never one that the case has dealt, and never an initial of the name") {
  Setting setting;
  setting.aliases = {"Manager A", "Employee C", "the Organisation"};
  const auto report = check("Bea Tansley works for Pennick Glass Ltd.", setting);
  REQUIRE(report.findings.size() == 2);
  CHECK(report.findings[0].suggest == "Employee D");
  CHECK(report.findings[1].suggest == "another organisation");
}

TEST_CASE("the not-here list: a plural is the name, and forms leave ordinary words out") {
  Setting setting;
  setting.not_here = [](std::string_view folded) -> std::optional<Kind> {
    return folded == "callowmere" ? std::optional(Kind::person) : std::nullopt;
  };
  CHECK(found("it is about the callowmeres", setting) == "PERSON'callowmeres'");
  using Forms = std::vector<std::string>;
  CHECK(forms({Kind::person, "Idris Callowmere", {}}) == Forms{"idris callowmere", "callowmere"});
  CHECK(forms({Kind::person, "Grace Hope", {}}) == Forms{"grace hope"});
  CHECK(forms({Kind::person, "Will", {}}).empty());
  CHECK(forms({Kind::org, "Pennick Glass Ltd", {}}) == Forms{"pennick glass ltd", "pennick glass"});
}

TEST_CASE("only what is named: the lists without the rest of the check") {
  const auto findings = find_named("Bobby met Maeve Tarrington on 14 May", listing("person\tRobert Pennick\n"));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].start == 0);
  CHECK(findings[0].end == 5);
  for (const char* word : {"PERSON", "AGE_PROTECTED"}) CHECK(name(*type_named(word)) == word);
  CHECK_FALSE(type_named("person"));
}

TEST_CASE("every pattern is a pattern: a text that needs all of them is read") {
  const std::string all =
      "Mr A v B Ltd. The X Act 1996, the Vento bands test model. Form P45 on 6 April every year. a@b.example c (at) d "
      "(dot) com "
      "http://x.example www.y.example/z 1.2.3.4 1:2:3:4:5 @someone u/someone username is x_1 born on 1 May 1960, SSN "
      "123456789, "
      "NHS 123 456 7890 NI QQ123456 1234567TA GB33BUKB20201555555555 4000000000000002 sort 20-00-00 sort code 200000 "
      "account 12345678 "
      "staff no 12345 employee 12345 EMP123 600123/2026 GRV-2026-01 123-2026-12345 case no 12345 14 Larch Close lives "
      "at 3 high street "
      "po box 12 ZQ4 7TT zq4 7tt postcode ZQ4 D02 X285 CA 90210 zip 90210 07700900123 ext 1234 He is 58. aged 58, a "
      "58-year-old in his "
      "fifties, his 60th birthday, he left at 58. 20 years' service, he has been here for 20 years, with us since "
      "1999, joined in 2001, "
      "since 1999, after 20 years, 20 years with. 14 May May 14 2026-05-14 on 14/5 first of May paid \xc2\xa3"
      "40,000 62k won Nurse of the "
      "Year in the local paper went viral at the Christmas party";
  CHECK(check(all).verdict == Severity::stop);
}

}  // namespace sotto::deid
