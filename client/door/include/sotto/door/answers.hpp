// The header fields of every answer, of the WebSocket's 101 and of refusals as well: this set and nothing else beside
// Content-Type, Content-Length and what HTTP needs of the connection. Thread: any.
#pragma once

#include <array>
#include <string_view>

namespace sotto::door {

struct Fixed {
  std::string_view name, value;
};

inline constexpr std::array always{
    Fixed{"Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
          "img-src 'self' blob: data:; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
          "require-trusted-types-for 'script'; trusted-types lit-html"},
    Fixed{"Cache-Control", "no-store"},
    Fixed{"Cross-Origin-Opener-Policy", "same-origin"},
    Fixed{"Cross-Origin-Embedder-Policy", "require-corp"},
    Fixed{"Cross-Origin-Resource-Policy", "same-origin"},
    Fixed{"Referrer-Policy", "no-referrer"},
    Fixed{"X-Content-Type-Options", "nosniff"},
    // The camera reads an invitation's QR code, the clipboard takes one: everything else is off.
    Fixed{
        "Permissions-Policy",
        "camera=(self), clipboard-write=(self), accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), "
        "bluetooth=(), browsing-topics=(), clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), "
        "gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), "
        "keyboard-map=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
        "publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), "
        "storage-access=(), sync-xhr=(), usb=(), web-share=(), window-management=(), xr-spatial-tracking=()"},
};

}  // namespace sotto::door
