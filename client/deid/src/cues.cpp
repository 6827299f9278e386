#include "cues.hpp"

namespace sotto::deid::cues {

bool one_of(std::string_view list, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

bool says(std::string_view word) {
  return one_of(
      "says said tells told asks asked thinks thought wants wanted knows knew feels felt believes claims claimed "
      "denies denied "
      "reckons insists insisted admits admitted agrees agreed refuses refused resigned resigns left leaves quit "
      "complained "
      "complains raised raises reported reports rang rings called calls emailed emails texted messaged wrote writes "
      "sent "
      "sends came comes went goes got gets gave gives took takes made makes put puts saw sees heard hears shouted "
      "swore cried "
      "walked signed signs rejected accepted accepts appealed appeals declined argues argued works worked runs ran "
      "manages "
      "managed chairs chaired sits sat stood joined joins started starts stopped stops keeps kept needs needed lost "
      "loses "
      "earns earned drives drove lives lived lied lies broke hit touched grabbed threatened threatens disclosed "
      "confided "
      "replied answered apologised mentioned noticed showed shows turned turns tried tries used uses returned returns "
      "retires "
      "retired seems seemed looks looked has hates loves likes overheard witnessed posted recorded offered offers "
      "moved "
      "brought deserves deserved copied failed failed passed changed ignored followed suspended dismissed fired sacked "
      "promoted hired warned interviewed met filed alleges alleged suggested suggests phoned booked covers covered "
      "earns "
      "rolled laughed begged drinks drank smells snapped stormed blamed blames decided found forgot drew did does "
      "never "
      "actually already always just also still",
      word);
}

bool to_be(std::string_view word) {
  return one_of(
      "is was has had isn't wasn't hasn't hadn't isnt wasnt will won't would can can't could couldn't cannot should "
      "doesn't didn't doesnt didnt does did may might must",
      word);
}

bool pronoun(std::string_view word) {
  return one_of("he she him her his hers himself herself he's she's he'd she'd he'll she'll hes shes", word);
}

bool determiner(std::string_view word) {
  return one_of("the a an my our your his her their its this that these those some any no every each", word);
}

bool kin(std::string_view word) {
  return one_of(
      "wife husband partner son daughter brother sister mother father mum mom dad nephew niece cousin uncle aunt "
      "auntie "
      "girlfriend boyfriend fiance fiancee ex ex-wife ex-husband stepson stepdaughter stepfather stepmother "
      "stepbrother "
      "stepsister brother-in-law sister-in-law son-in-law daughter-in-law mother-in-law father-in-law in-law in-laws "
      "twin "
      "spouse widow widower grandson granddaughter grandfather grandmother godson goddaughter godfather sibling "
      "flatmate "
      "housemate lodger neighbour neighbor",
      word);
}

bool human(std::string_view word) {
  return one_of(
      "woman women man men person people colleague colleagues employee employees worker workers apprentice apprentices "
      "trainee "
      "trainees intern interns graduate manager managers supervisor supervisors driver drivers nurse nurses teacher "
      "teachers "
      "engineer engineers chef chefs cook cooks cleaner cleaners guard guards officer officers clerk clerks assistant "
      "assistants technician technicians mechanic electrician plumber welder welders carer carers midwife midwives "
      "doctor "
      "doctors consultant consultants surgeon porter porters pharmacist dentist vet accountant accountants solicitor "
      "lawyer "
      "lawyers paralegal paralegals secretary receptionist receptionists administrator analyst developer developers "
      "designer "
      "programmer architect lecturer lecturers professor researcher scientist librarian caretaker gardener waiter "
      "waitress "
      "waiters barista bartender barman picker pickers packer packers operative operatives operator operators handler "
      "handlers labourer labourers builder bricklayer joiner carpenter painter decorator member members staff leader "
      "leaders "
      "director directors partner partners trustee trustees governor governors volunteer volunteers founder owner boss "
      "rep salesman saleswoman salesperson buyer planner starter joiner guy lad girl boy lady bloke speaker parent "
      "mother "
      "father mum dad user users candidate candidates applicant applicants temp contractor contractors freelancer "
      "fitter "
      "pilot steward stewardess sailor captain soldier veteran actor dancer musician journalist editor reporter "
      "translator "
      "interpreter counsellor therapist psychologist physio physiotherapist radiographer paramedic paramedics "
      "firefighter "
      "warden teller cashier cashiers shopkeeper storeman stylist hairdresser barber baker butcher brewer tailor "
      "seamstress "
      "foreman forewoman chargehand pa somebody someone headteacher principal tutor coach instructor minister priest "
      "vicar "
      "imam rabbi chaplain survivor returner amputee smoker vegan mason roofer surveyor ranger machinist toolmaker",
      word);
}

bool rank(std::string_view word) {
  return one_of(
      "manager director officer lead leader head supervisor coordinator co-ordinator controller administrator "
      "secretary chef engineer accountant buyer executive bookkeeper clerk foreman matron bursar registrar planner "
      "superintendent steward technician analyst architect editor designer surveyor partner principal warden",
      word);
}

bool title(std::string_view word) {
  return one_of("mr mrs ms miss mx dr prof professor sir dame rev reverend cllr councillor fr sgt capt", word);
}

bool stop(std::string_view word) {
  return one_of(
      "is was were are am be been being has had have having do does did will would can could shall should may might "
      "must who "
      "whom whose which that and but or so because since when while if as than then i we you he she they it him her "
      "them "
      "his their my our your me us wants want wanted says said told tells asked asks came comes went goes got gets "
      "made makes "
      "isn't wasn't hasn't won't doesn't didn't can't about after before until for from to not never always just there "
      "here "
      "where why how what this these those runs ran works worked left leaves knows knew thinks put puts took takes "
      "lost "
      "resigned complained gave gives sits sat keeps kept looks needs with without resigning saying called off out",
      word);
}

bool preposition(std::string_view word) { return one_of("in on at of within among amongst from", word); }

bool site(std::string_view word) {
  return one_of(
      "site office offices depot branch store plant warehouse factory kitchen campus ward shop clinic hub yard lab "
      "laboratory centre center hotel school restaurant cafe bar pub garage showroom surgery nursery mill quarry "
      "terminal station dc sites works foundry studio team call-centre unit facility",
      word);
}

}  // namespace sotto::deid::cues
