#!/usr/bin/env bash
# Publishes a firmware release from a pipeline (docs/release-pipeline.md). Can be run again: a release that is there with
# the same image is left as it is.
#
#   publish-release.sh IMAGE MODEL VERSION SECURITY_COUNTER LOCATION
#
# BIRTHMARK          how the client is called (birthmark)
# RELEASE_KEY        the pipeline's key (ci)
# RELEASE_FOR        the maker's party, in whose name it asks: 64 hexadecimal digits, or a key's name
# BIRTHMARK_PASSWORD the key's password or its token's PIN, from the pipeline's secrets
set -euo pipefail
if [ $# -ne 5 ] || [ -z "${RELEASE_FOR:-}" ]; then
  sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
image=$1 model=$2 version=$3 counter=$4 location=$5
birthmark=${BIRTHMARK:-birthmark}
digest=$(sha256sum <"$image" | cut -d' ' -f1)

known=$($birthmark firmware releases "$model" "$version" --json 2>/dev/null | tr -d ' \n' || true)
case $known in
  *"\"image\":\"$digest\""*)
    echo "release $version of $model is there, with this image"
    exit 0
    ;;
  *'"image":'*)
    echo "release $version of $model is there, with another image: give this one another version" >&2
    exit 1
    ;;
esac

told=$($birthmark firmware publish --as "${RELEASE_KEY:-ci}" --for "$RELEASE_FOR" --model "$model" --version "$version" \
  --image "@$image" --security-counter "$counter" --location "$location" --json)
statement=$(tr -d ' \n' <<<"$told" | sed -n 's/.*"statement":"\([0-9a-f]\{64\}\)".*/\1/p')
case $told in
  *release-published*) echo "published release $version of $model by statement $statement" ;;
  *) echo "proposed release $version of $model: the others approve it with 'birthmark party approve $RELEASE_FOR $statement --yes'" ;;
esac
