/*
 * A plugin for Mosquitto 2 that has a Birthmark gateway decide about things: who may connect, which topics each may use, and who
 * must go. It asks the gateway's hook (docs/gateway.md, "A site keeps its broker") over HTTP on this machine.
 *
 * Clients whose id is no thing's are left to what else is configured. Whatever is not allowed is denied, also while the hook
 * cannot be reached. Mosquitto has one thread and waits for the answer, so each wait is short.
 *
 *   cc -shared -fPIC -O2 -o birthmark_mosquitto.so birthmark_mosquitto.c -lcrypto
 */
#define _GNU_SOURCE
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  ID = 64,
  SECRET_MAX = 128,
  ANSWER_MAX = 16384,
  FORM_MAX = 200000,
  CERTIFICATE_MAX = 16384,
  BUCKETS = 65536,
  CACHED = 8192,
  CACHED_TOPIC_MAX = 192,
  WAIT_MILLIS = 1500,
  POLL_MILLIS = 50,
  AGAIN_MILLIS = 500
};

/* A connection that the hook let in. */
struct present {
  struct mosquitto *client;
  char id[ID + 1];
  struct present *next;
};

/* What the hook said of one client, topic and kind of access, as of a version of all that it decided. */
struct decision {
  unsigned long version;
  int access;
  int allowed;
  char id[ID + 1];
  char topic[CACHED_TOPIC_MAX + 1];
};

static struct sockaddr_in hook;
static char secret[SECRET_MAX + 1];
static int channel = -1;
static long long last_poll;
static long long not_before;
static int begun;
static char epoch[65];
static char sequence[24] = "0";
static unsigned long version = 1;
static struct present *present[BUCKETS];
static struct decision cache[CACHED];
static char form[FORM_MAX];
static char answer[ANSWER_MAX + 1];

static long long now_millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static unsigned hash(const char *text, unsigned seed) {
  unsigned value = 2166136261u ^ seed;
  for (; *text; text++) {
    value = (value ^ (unsigned char)*text) * 16777619u;
  }
  return value;
}

/* Whether a client id is of a thing: 64 hexadecimal digits in lower case. */
static int names_thing(const char *id) {
  return id && strlen(id) == ID && strspn(id, "0123456789abcdef") == ID;
}

/* --- HTTP */

static void hang_up(void) {
  if (channel >= 0) {
    close(channel);
  }
  channel = -1;
}

static int dial(void) {
  struct timeval wait = {WAIT_MILLIS / 1000, (WAIT_MILLIS % 1000) * 1000};
  int on = 1;
  channel = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (channel < 0) {
    return 0;
  }
  setsockopt(channel, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt(channel, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  setsockopt(channel, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(channel, (struct sockaddr *)&hook, sizeof hook) != 0) {
    hang_up();
    return 0;
  }
  return 1;
}

static int send_all(const char *octets, size_t length) {
  while (length > 0) {
    ssize_t sent = send(channel, octets, length, MSG_NOSIGNAL);
    if (sent <= 0) {
      return 0;
    }
    octets += sent;
    length -= (size_t)sent;
  }
  return 1;
}

/* Reads one answer, whose length must be said; its status, or 0. The body is what answer then holds. */
static int receive(void) {
  size_t have = 0;
  long long until = now_millis() + WAIT_MILLIS;
  while (have < ANSWER_MAX && now_millis() < until) {
    ssize_t got = recv(channel, answer + have, ANSWER_MAX - have, 0);
    if (got <= 0) {
      return 0;
    }
    have += (size_t)got;
    answer[have] = 0;
    char *body = strstr(answer, "\r\n\r\n");
    if (!body) {
      continue;
    }
    body += 4;
    char *said = strcasestr(answer, "\ncontent-length:");
    if (!said || said > body || strncmp(answer, "HTTP/1.1 ", 9) != 0) {
      return 0;
    }
    size_t length = strtoul(said + 16, NULL, 10);
    size_t head = (size_t)(body - answer);
    if (length > ANSWER_MAX - head) {
      return 0;
    }
    if (have - head >= length) {
      int status = atoi(answer + 9);
      memmove(answer, body, length);
      answer[length] = 0;
      return status;
    }
  }
  return 0;
}

/* Posts the form to a path of the hook; the status, or 0 if there was no answer. */
static int post(const char *path) {
  char head[512];
  size_t length = strlen(form);
  if (now_millis() < not_before) {
    return 0;
  }
  snprintf(head, sizeof head,
           "POST /mqtt/%s HTTP/1.1\r\nHost: hook\r\nAuthorization: Bearer %s\r\n"
           "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n",
           path, secret, length);
  /* A channel that stood idle may have been closed at the other end, which shows when it is used. */
  for (int attempt = channel < 0 ? 1 : 0; attempt < 2; attempt++) {
    if ((channel >= 0 || dial()) && send_all(head, strlen(head)) && send_all(form, length)) {
      int status = receive();
      if (status > 0) {
        return status;
      }
    }
    hang_up();
  }
  not_before = now_millis() + AGAIN_MILLIS;
  return 0;
}

static void clear_form(void) { form[0] = 0; }

/* Adds a field, percent-encoded; whether there was room. */
static int add(const char *name, const char *value) {
  static const char digits[] = "0123456789ABCDEF";
  size_t at = strlen(form);
  if (at + strlen(name) + 3 * strlen(value) + 3 > FORM_MAX) {
    return 0;
  }
  at += (size_t)sprintf(form + at, "%s%s=", at ? "&" : "", name);
  for (; *value; value++) {
    unsigned char c = (unsigned char)*value;
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_') {
      form[at++] = (char)c;
    } else {
      form[at++] = '%';
      form[at++] = digits[c >> 4];
      form[at++] = digits[c & 15];
    }
  }
  form[at] = 0;
  return 1;
}

/* --- who is here */

static struct present **find(const struct mosquitto *client, const char *id) {
  struct present **at = &present[hash(id, 0) % BUCKETS];
  while (*at && !(strcmp((*at)->id, id) == 0 && (!client || (*at)->client == client))) {
    at = &(*at)->next;
  }
  return at;
}

static int enter(struct mosquitto *client, const char *id) {
  struct present **at = find(client, id);
  if (!*at) {
    struct present *fresh = calloc(1, sizeof *fresh);
    if (!fresh) {
      return 0;
    }
    fresh->client = client;
    strcpy(fresh->id, id);
    *at = fresh;
  }
  return 1;
}

/* Ends all connections that the hook let in: it knows nothing of them any more. */
static void end_all(void) {
  for (size_t i = 0; i < BUCKETS; i++) {
    while (present[i]) {
      struct present *gone = present[i];
      present[i] = gone->next;
      mosquitto_kick_client_by_clientid(gone->id, false);
      free(gone);
    }
  }
}

/* --- what changed */

static void forget_decisions(void) { version++; }

/* Takes the first line of an answer, "EPOCH SEQUENCE"; what follows it, or nothing. */
static char *take_position(void) {
  char *end = strchr(answer, '\n');
  char *space = strchr(answer, ' ');
  if (!end || !space || space > end || (size_t)(space - answer) >= sizeof epoch
      || (size_t)(end - space) > sizeof sequence) {
    return NULL;
  }
  *end = 0;
  *space = 0;
  strcpy(epoch, answer);
  strcpy(sequence, space + 1);
  return end + 1;
}

static void begin(void) {
  end_all();
  forget_decisions();
  clear_form();
  begun = post("begin") == 200 && take_position();
  if (begun) {
    mosquitto_log_printf(MOSQ_LOG_NOTICE, "birthmark: the gateway decides about things from now on");
  }
}

static void poll_changes(void) {
  int more = 1;
  while (begun && more) {
    char before[sizeof sequence];
    strcpy(before, sequence);
    clear_form();
    if (!add("epoch", epoch) || !add("after", sequence)) {
      return;
    }
    int status = post("changes");
    if (status == 409) {
      mosquitto_log_printf(MOSQ_LOG_WARNING, "birthmark: the gateway began anew; things are disconnected");
      begun = 0;
      return;
    }
    char *ids = status == 200 ? take_position() : NULL;
    if (!ids) {
      /* Nobody says any more that what was decided still holds. */
      forget_decisions();
      return;
    }
    more = 0;
    if (strcmp(before, sequence) != 0) {
      forget_decisions();
    }
    /* Whoever is disconnected is told of to the hook at once, whose answer takes the place of this one. */
    static char ended[ANSWER_MAX + 1];
    strcpy(ended, ids);
    for (char *id = strtok(ended, "\n"); id; id = strtok(NULL, "\n")) {
      if (strcmp(id, "more") == 0) {
        more = 1;
      } else if (names_thing(id)) {
        mosquitto_log_printf(MOSQ_LOG_NOTICE, "birthmark: %s is disconnected", id);
        mosquitto_kick_client_by_clientid(id, false);
      }
    }
  }
}

static int on_tick(int event, void *data, void *user) {
  (void)event, (void)data, (void)user;
  long long now = now_millis();
  if (now - last_poll >= POLL_MILLIS) {
    last_poll = now;
    if (!begun) {
      begin();
    } else {
      poll_changes();
    }
  }
  return MOSQ_ERR_SUCCESS;
}

/* --- decisions */

static int add_certificate(struct mosquitto *client) {
  static const char hex[] = "0123456789abcdef";
  static char text[2 * CERTIFICATE_MAX + 1];
  X509 *certificate = mosquitto_client_certificate(client);
  if (!certificate) {
    return 1;
  }
  unsigned char *der = NULL;
  int length = i2d_X509(certificate, &der);
  int fits = length > 0 && length <= CERTIFICATE_MAX;
  for (int i = 0; fits && i < length; i++) {
    text[2 * i] = hex[der[i] >> 4];
    text[2 * i + 1] = hex[der[i] & 15];
  }
  text[fits ? 2 * length : 0] = 0;
  OPENSSL_free(der);
  X509_free(certificate);
  return fits && add("certificate", text);
}

static int on_connect(int event, void *data, void *user) {
  (void)event, (void)user;
  struct mosquitto_evt_basic_auth *asked = data;
  const char *id = mosquitto_client_id(asked->client);
  if (!names_thing(id)) {
    return MOSQ_ERR_PLUGIN_DEFER;
  }
  if (!begun) {
    return MOSQ_ERR_AUTH;
  }
  clear_form();
  if (!add("clientid", id) || !add("username", asked->username ? asked->username : "")
      || !add("password", asked->password ? asked->password : "") || !add_certificate(asked->client)) {
    return MOSQ_ERR_AUTH;
  }
  int status = post("connect");
  if (status == 200 && enter(asked->client, id)) {
    return MOSQ_ERR_SUCCESS;
  }
  mosquitto_log_printf(MOSQ_LOG_NOTICE, "birthmark: %s is refused: %s", id,
                       status > 0 ? answer : "the gateway's hook does not answer");
  return MOSQ_ERR_AUTH;
}

static int on_access(int event, void *data, void *user) {
  (void)event, (void)user;
  struct mosquitto_evt_acl_check *asked = data;
  const char *id = mosquitto_client_id(asked->client);
  if (!names_thing(id)) {
    return MOSQ_ERR_PLUGIN_DEFER;
  }
  if (asked->access == MOSQ_ACL_UNSUBSCRIBE) {
    return MOSQ_ERR_SUCCESS;
  }
  if (!begun || !asked->topic) {
    return MOSQ_ERR_ACL_DENIED;
  }
  int cached = strlen(asked->topic) <= CACHED_TOPIC_MAX;
  struct decision *place = &cache[hash(asked->topic, hash(id, (unsigned)asked->access)) % CACHED];
  if (cached && place->version == version && place->access == asked->access && strcmp(place->id, id) == 0
      && strcmp(place->topic, asked->topic) == 0) {
    return place->allowed ? MOSQ_ERR_SUCCESS : MOSQ_ERR_ACL_DENIED;
  }
  char access[12];
  snprintf(access, sizeof access, "%d", asked->access);
  clear_form();
  if (!add("clientid", id) || !add("topic", asked->topic) || !add("acc", access)) {
    return MOSQ_ERR_ACL_DENIED;
  }
  int status = post("acl");
  if (cached && (status == 200 || status == 403)) {
    place->version = version;
    place->access = asked->access;
    place->allowed = status == 200;
    strcpy(place->id, id);
    strcpy(place->topic, asked->topic);
  }
  return status == 200 ? MOSQ_ERR_SUCCESS : MOSQ_ERR_ACL_DENIED;
}

static int on_disconnect(int event, void *data, void *user) {
  (void)event, (void)user;
  struct mosquitto_evt_disconnect *ended = data;
  const char *id = mosquitto_client_id(ended->client);
  if (!names_thing(id)) {
    return MOSQ_ERR_SUCCESS;
  }
  struct present **at = find(ended->client, id);
  if (*at) {
    struct present *gone = *at;
    *at = gone->next;
    free(gone);
    /* One who came again is here by the connection that took the place of this one. */
    clear_form();
    if (!*find(NULL, id) && add("clientid", id)) {
      post("left");
    }
  }
  return MOSQ_ERR_SUCCESS;
}

/* --- Mosquitto's side */

static int read_secret(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) {
    mosquitto_log_printf(MOSQ_LOG_ERR, "birthmark: %s cannot be read: %s", path, strerror(errno));
    return 0;
  }
  size_t length = fread(secret, 1, SECRET_MAX, file);
  fclose(file);
  secret[length] = 0;
  secret[strcspn(secret, "\r\n")] = 0;
  return secret[0] && strspn(secret, "0123456789abcdef") == strlen(secret);
}

static int read_place(const char *text) {
  char host[64];
  const char *colon = strrchr(text, ':');
  if (!colon || (size_t)(colon - text) >= sizeof host) {
    return 0;
  }
  memcpy(host, text, (size_t)(colon - text));
  host[colon - text] = 0;
  int port = atoi(colon + 1);
  hook.sin_family = AF_INET;
  hook.sin_port = htons((unsigned short)port);
  return port > 0 && port < 65536 && inet_pton(AF_INET, host, &hook.sin_addr) == 1;
}

int mosquitto_plugin_version(int count, const int *versions) {
  for (int i = 0; i < count; i++) {
    if (versions[i] == 5) {
      return 5;
    }
  }
  return -1;
}

int mosquitto_plugin_init(mosquitto_plugin_id_t *id, void **user, struct mosquitto_opt *options, int count) {
  (void)user;
  int placed = 0, trusted = 0;
  for (int i = 0; i < count; i++) {
    if (strcmp(options[i].key, "hook") == 0) {
      placed = read_place(options[i].value);
    } else if (strcmp(options[i].key, "secret_file") == 0) {
      trusted = read_secret(options[i].value);
    }
  }
  if (!placed || !trusted) {
    mosquitto_log_printf(MOSQ_LOG_ERR, "birthmark: plugin_opt_hook is IPv4:PORT, and plugin_opt_secret_file the file that the"
                                       " gateway made beside its data");
    return MOSQ_ERR_INVAL;
  }
  int failed = mosquitto_callback_register(id, MOSQ_EVT_BASIC_AUTH, on_connect, NULL, NULL)
               || mosquitto_callback_register(id, MOSQ_EVT_ACL_CHECK, on_access, NULL, NULL)
               || mosquitto_callback_register(id, MOSQ_EVT_DISCONNECT, on_disconnect, NULL, NULL)
               || mosquitto_callback_register(id, MOSQ_EVT_TICK, on_tick, NULL, NULL);
  return failed ? MOSQ_ERR_UNKNOWN : MOSQ_ERR_SUCCESS;
}

int mosquitto_plugin_cleanup(void *user, struct mosquitto_opt *options, int count) {
  (void)user, (void)options, (void)count;
  hang_up();
  return MOSQ_ERR_SUCCESS;
}
