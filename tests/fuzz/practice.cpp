// The first byte picks the kind; the rest is what a buddy's program says under it.
#include <sotto/base/limits.hpp>
#include <sotto/proto/practice.hpp>

#include "target.hpp"

using namespace sotto;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const proto::Practice given{data[0], Bytes(data + 1, data + size)};
  const auto said = proto::decode_said(given);
  if (!said) return 0;
  const auto again = proto::encode(*said);
  fuzz::must(again.kind == given.kind && again.body == given.body);
  if (const auto* offer = std::get_if<proto::AgreementOffer>(&*said)) {
    fuzz::must(offer->terms.carve_outs.size() <= proto::limits_of_practice::cards_max);
    fuzz::must(offer->terms.previous.has_value() == (offer->terms.version > 1));
  }
  if (const auto* body = std::get_if<proto::ExchangeBody>(&*said)) {
    fuzz::must(!body->text.empty() && body->text.size() <= limits::text_max && valid_utf8(body->text));
  }
  if (const auto* open = std::get_if<proto::OpinionOpen>(&*said)) {
    fuzz::must(open->question.options.size() <= proto::limits_of_practice::own_options_max);
    fuzz::must(open->question.participants.size() >= 2 && open->you != open->question.participants.front());
    fuzz::must(static_cast<bool>(proto::decode_question(proto::canonical_question(open->question))));
  }
  return 0;
}
