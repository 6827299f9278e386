// A planted bug, the simulator's own test: exists only in a build with SOTTO_PLANTS, elsewhere it is a constant no.
#pragma once

namespace sotto::relay_core {

#ifdef SOTTO_PLANTS
inline bool spooled_copy_not_detected = false;  // a cell that waits already is stored once more
#else
inline constexpr bool spooled_copy_not_detected = false;
#endif

}  // namespace sotto::relay_core
