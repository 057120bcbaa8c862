# A role and a database for each service, with the names and the password in the URL with which it will come. The URL is in
# MOVIES_DATABASE_URL, or in the file that MOVIES_DATABASE_URL_FILE names. No role may enter another's database. The image runs
# this once, when the server's volume is new.
as_postgres=(psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres --no-psqlrc --quiet)
for service in movies users books authors; do
  variable=${service^^}_DATABASE_URL
  file=${variable}_FILE
  url=${!variable:-$(< "${!file:?has no name of a file, nor $variable a URL}")}
  [[ $url =~ ^postgres(ql)?://([a-z]+):([^@]+)@[^/]+/([a-z]+)$ ]] || { echo "$variable: expected postgresql://role:password@postgres/name" >&2; exit 1; }
  role=${BASH_REMATCH[2]} password=${BASH_REMATCH[3]} database=${BASH_REMATCH[4]} "${as_postgres[@]}" <<'SQL'
\getenv role role
\getenv password password
\getenv database database
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
done
unset url
"${as_postgres[@]}" --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
