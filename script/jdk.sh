# Sourced by ./iosleuth, ./build and .ci/run: finds a JDK of version 25 or newer.
# Reads the `release` file that every JDK carries; `java -version` would cost 25 ms each.
# Runs in any POSIX shell and starts no process unless `java` on the PATH is a link.

jdk_wanted=25

# Sets jdk_found to the version in $1/release if that is a JDK or runtime new enough; else fails.
jdk_fits() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  jdk_found=
  while IFS= read -r jdk_line; do
    case $jdk_line in
      JAVA_VERSION=*)
        jdk_found=${jdk_line#JAVA_VERSION=}
        jdk_found=${jdk_found#\"}
        jdk_found=${jdk_found%\"*}
        break
        ;;
    esac
  done < "$1/release"
  jdk_major=${jdk_found%%[!0-9]*}
  [ -n "$jdk_major" ] && [ "$jdk_major" -ge "$jdk_wanted" ]
}

# Sets jdk_home, or fails. $1 = compiler: only a JDK with javac will do.
find_jdk() {
  jdk_home=
  if [ -n "${JAVA_HOME:-}" ] && jdk_takes "$JAVA_HOME" "${1:-}"; then return 0; fi
  if jdk_java=$(command -v java); then
    if [ -h "$jdk_java" ]; then jdk_java=$(readlink -f "$jdk_java"); fi
    if jdk_takes "${jdk_java%/bin/java}" "${1:-}"; then return 0; fi
  fi
  for jdk_folder in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/lib/jvm/* /opt/java/* \
    /opt/* /opt/jdk/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.asdf/installs/java/* \
    /usr/local/jdk* /usr/local/java* /snap/openjdk/current/jdk; do
    if jdk_takes "$jdk_folder" "${1:-}"; then return 0; fi
  done
  jdk_found=
  return 1
}

jdk_takes() {
  jdk_fits "$1" || return 1
  [ "${2:-}" != compiler ] || [ -x "$1/bin/javac" ] || return 1
  jdk_home=$1
}

jdk_advice() {
  echo "no JDK $jdk_wanted or newer in JAVA_HOME, on the PATH or in the usual folders;" \
    "install openjdk-$jdk_wanted-jdk-headless or temurin-$jdk_wanted-jdk, or unpack one from" \
    "https://adoptium.net and set JAVA_HOME"
}
