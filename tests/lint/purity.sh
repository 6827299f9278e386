#!/usr/bin/env bash
# The cores touch no socket, clock, thread or random device: their archives import none of these symbols.
set -euo pipefail
bad=0
for core in base words proto deid door messaging practice relay_core; do
  archive=$ARCHIVES/libsotto_$core.a
  [ -e "$archive" ] || { echo "$archive is not built"; exit 1; }
  hits=$(nm -uC "$archive" 2>/dev/null | grep -E ' (socket|connect|recv|send|poll|epoll_[a-z]+|clock_gettime|gettimeofday|time|nanosleep|getrandom|getentropy|randombytes[a-z_]*|rand|random|pthread_create|std::chrono::.*::now.*|std::random_device.*|fopen|open|fork)(@|$|\()' || true)
  [ -z "$hits" ] || { echo "$core is not pure:"; echo "$hits"; bad=1; }
done
exit $bad
