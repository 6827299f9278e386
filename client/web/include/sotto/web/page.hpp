// The app's page: an HTTP and WebSocket server on 127.0.0.1 inside the engine's process and on its thread. It carries
// the engine's JSON-RPC 2.0 to a window that we opened ourselves, and to nothing else; docs/architecture.md "The page
// server" has the protocol and its rules. The port opens when somebody asks for the window.
#pragma once

#include <filesystem>

#include <sotto/runtime/face.hpp>

namespace sotto::web {

// Answers "ui.open" {} -> {"port","code","windows"} and "ui.link" {link} -> {"windows"} on the unix socket.
// `pages`: where the app's files are read instead of from the program; Debug builds only, else empty.
runtime::MakeFace page(std::filesystem::path pages = {});

inline constexpr bool pages_from_folder =
#ifdef SOTTO_DEBUG_BUILD
    true;
#else
    false;
#endif

}  // namespace sotto::web
