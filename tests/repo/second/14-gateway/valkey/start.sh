# Start Valkey with a user for each service that has a cache, as in the URL with which it will come. The URL is in
# USERS_REDIS_URL, or in the file that USERS_REDIS_URL_FILE names. Nothing is kept on a disk: all of it can be had again.
given() {
  eval "url=\${$1:-} file=\${$1_FILE:-}"
  echo "${url:-$(cat "${file:?of $1 is not set, nor is $1}")}"
}

user() { # redis://users:password@valkey/0
  name=${1#redis://} name=${name%%:*} password=${1#redis://*:} password=${password%%@*}
  echo "user $name on >$password ~$name:* +@all -@admin -@dangerous"
}

users=$(given USERS_REDIS_URL) || exit
authors=$(given AUTHORS_REDIS_URL) || exit
# by its standard input: what is on the command line is there for all to see
exec valkey-server - << END
save ""
appendonly no
maxmemory 64mb
maxmemory-policy allkeys-lru
user default off
$(user "$users")
$(user "$authors")
END
