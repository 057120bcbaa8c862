# A role and a database of the same name for each service in $DATABASES; no role may enter another's. The passwords are in
# the environment: USERS_PASSWORD for users. The image runs this once, when the server's volume is new.
as_postgres=(psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet)
for service in $DATABASES; do
  "${as_postgres[@]}" --set service="$service" --set variable="${service^^}_PASSWORD" <<'SQL'
\getenv password :variable
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done
"${as_postgres[@]}" --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
