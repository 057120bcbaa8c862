# What differs between Compose and Kubernetes for the gateway: who answers for names, and that nginx asks for them in
# full, since it does not search as programs do. Both stand in the pod's own resolv.conf, so no cluster is named here.
#
#   sh adapt.sh NGINX_CONF RESOLV_CONF RESULT
set -eu
server=$(awk '$1 == "nameserver" { print index($2, ":") ? "[" $2 "]" : $2; exit }' "$2")
domain=$(awk '$1 == "search" { print $2; exit }' "$2")
: "${server:?no nameserver in $2}" "${domain:?no search in $2}"
sed -e "s/127\.0\.0\.11/$server/" -e "s#http://\(movies\|users\|books\|authors\):#http://\1.$domain:#" "$1" > "$3"
