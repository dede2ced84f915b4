/* hikae-bundle-check-proof.c: time stamps, and the verdict on every item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-bundle-check.h"
#include "hikae-bundle-plan.h"
#include "hikae-bundle-text.h"
#include "hikae-evidence-record.h"
#include "hikae-tsa-verifier.h"

#include <string.h>

#define LISTS_MAX (32 * 1024 * 1024)

/* Chains inside the bundle only help to build a path; they are never trusted. Revocation
 * lists count by their signatures. @limit: bytes. */
static GBytes *
join_files (HikaeBundleCheck *self, const char *ending, gsize limit)
{
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  g_autoptr (GList) paths = g_hash_table_get_keys (self->files);

  paths = g_list_sort (g_steal_pointer (&paths), (GCompareFunc)strcmp);
  for (GList *at = paths; at != NULL; at = at->next) {
    const HikaeBundleSeen *seen = hikae_bundle_check_find (self, at->data);

    if (g_str_has_prefix (at->data, "data/tsa/") && g_str_has_suffix (at->data, ending) &&
        joined->len < limit)
      g_byte_array_append (joined,
                           g_bytes_get_data (seen->bytes, NULL),
                           (guint)g_bytes_get_size (seen->bytes));
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&joined));
}

/* "digicert" of "seal-0001.digicert-2.tst": the pinned anchors of that name alone count.
 */
static GBytes *
find_anchors (HikaeBundleCheck *self, GPtrArray *authorities, const char *label)
{
  if (self->anchors != NULL)
    return g_bytes_ref (self->anchors);
  for (guint i = 0; authorities != NULL && i < authorities->len; i++) {
    const HikaeAuthority *authority = authorities->pdata[i];
    gsize length = strlen (authority->id);

    if (strncmp (label, authority->id, length) == 0 &&
        (label[length] == '\0' ||
         (label[length] == '-' &&
          strspn (label + length + 1, "0123456789") == strlen (label + length + 1))) &&
        authority->anchors != NULL)
      return g_bytes_ref (authority->anchors);
  }
  return g_bytes_new_static ("", 0);
}

static void
remember_best (HikaeBundleCheck *self, guint seal, HikaeTsaState state)
{
  guint have =
      GPOINTER_TO_UINT (g_hash_table_lookup (self->stamped, GUINT_TO_POINTER (seal)));
  guint best = state == HIKAE_TSA_VALID ? 2 : 1;

  if (state != HIKAE_TSA_INVALID && best > have)
    g_hash_table_insert (self->stamped, GUINT_TO_POINTER (seal), GUINT_TO_POINTER (best));
}

static void
note_stamp (HikaeBundleCheck *self,
            const char *path,
            gboolean is_record,
            const HikaeTsaVerdict *verdict)
{
  g_autofree char *time = hikae_bundle_format_time (verdict->gen_time);
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);
  g_autofree char *said = *codes != '\0'
                              ? g_strdup_printf ("%s (%s)", verdict->sentence, codes)
                              : g_strdup (verdict->sentence);
  HikaeBundleVerdict result = verdict->state == HIKAE_TSA_VALID ? HIKAE_BUNDLE_GOOD
                              : verdict->state == HIKAE_TSA_INVALID
                                  ? HIKAE_BUNDLE_DAMAGED
                                  : HIKAE_BUNDLE_CANNOT_TELL;

  hikae_bundle_check_note (self,
                           result,
                           path,
                           is_record
                               ? g_strdup_printf ("evidence record of %s: %s", time, said)
                               : g_strdup_printf ("time stamp of %s: %s", time, said));
}

static void
check_stamp (HikaeBundleCheck *self,
             const HikaeBundleSeen *seen,
             GPtrArray *authorities,
             const HikaeTsaInput *materials)
{
  const char *name = seen->path + strlen ("data/seals/seal-");
  guint seal = (guint)g_ascii_strtoull (name, NULL, 10);
  const char *dot = strchr (name, '.');
  gsize length = strlen (seen->path) - 4;
  g_autofree char *base = g_strndup (seen->path, length);
  g_autofree char *query = g_strconcat (base, ".tsq", NULL);
  g_autofree char *whole = g_strconcat (base, ".tst", NULL);
  g_autofree char *list = g_strdup_printf ("data/seals/seal-%04u.sha256", seal);
  g_autofree char *label =
      dot != NULL && strlen (dot) > 5 ? g_strndup (dot + 1, strlen (dot) - 5) : NULL;
  const HikaeBundleSeen *data = hikae_bundle_check_find (self, list);
  const HikaeBundleSeen *asked = hikae_bundle_check_find (self, query);
  const HikaeBundleSeen *bare = hikae_bundle_check_find (self, whole);
  g_autoptr (GBytes) anchors =
      label != NULL ? find_anchors (self, authorities, label) : NULL;
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  HikaeTsaInput input = *materials;

  if (label == NULL || data == NULL) {
    hikae_bundle_check_note (
        self, HIKAE_BUNDLE_DAMAGED, seen->path, g_strdup ("it belongs to no seal list"));
    return;
  }
  input.token = seen->bytes;
  input.query = asked != NULL ? asked->bytes : NULL;
  input.data = data->bytes;
  input.anchors = anchors;
  input.now = self->now;
  verdict = hikae_tsa_verify (&input);
  note_stamp (self, seen->path, FALSE, verdict);
  remember_best (self, seal, verdict->state);
  if (bare != NULL && verdict->token != NULL &&
      !g_bytes_equal (bare->bytes, verdict->token))
    hikae_bundle_check_note (
        self,
        HIKAE_BUNDLE_DAMAGED,
        whole,
        g_strdup ("it is not the token of the full reply beside it"));
}

typedef struct {
  guint seal;
  const HikaeBundleSeen *list;  /* (nullable) */
  const HikaeBundleSeen *token; /* (nullable) */
} Beside;

/* The seal list and the token that a file of a seal, with that @ending, was made of. */
static Beside
find_beside (HikaeBundleCheck *self, const char *path, const char *ending)
{
  guint seal = (guint)g_ascii_strtoull (path + strlen ("data/seals/seal-"), NULL, 10);
  g_autofree char *list = g_strdup_printf ("data/seals/seal-%04u.sha256", seal);
  g_autofree char *base = g_strndup (path, strlen (path) - strlen (ending));
  g_autofree char *bare = g_strconcat (base, ".tst", NULL);

  return (Beside){
      seal, hikae_bundle_check_find (self, list), hikae_bundle_check_find (self, bare)};
}

/* Nothing rests on the container; but it must not say anything else than the list and
 * the token that it was made of. */
static void
check_container (HikaeBundleCheck *self, const HikaeBundleSeen *seen)
{
  Beside beside = find_beside (self, seen->path, ".asics");
  g_autoptr (GBytes) expected = NULL;

  if (beside.list != NULL && beside.token != NULL)
    expected =
        hikae_bundle_make_asics (beside.seal, beside.list->bytes, beside.token->bytes);
  if (expected == NULL || !g_bytes_equal (expected, seen->bytes))
    hikae_bundle_check_note (
        self,
        HIKAE_BUNDLE_DAMAGED,
        seen->path,
        g_strdup ("it is not made of the seal list and the token beside it"));
}

/* A record does not say whose the time stamps in it are: those of every authority that is
 * known count. */
static GBytes *
join_anchors (HikaeBundleCheck *self, GPtrArray *authorities)
{
  g_autoptr (GByteArray) joined = g_byte_array_new ();

  if (self->anchors != NULL)
    return g_bytes_ref (self->anchors);
  for (guint i = 0; authorities != NULL && i < authorities->len; i++) {
    const HikaeAuthority *authority = authorities->pdata[i];
    gsize size = 0;
    const void *bytes =
        authority->anchors != NULL ? g_bytes_get_data (authority->anchors, &size) : NULL;

    if (bytes != NULL)
      g_byte_array_append (joined, bytes, (guint)size);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&joined));
}

/* RFC 4998: the record must be about the seal list, begin with the token beside it, and
 * each of its time stamps must have covered the one before in time. */
static void
check_record (HikaeBundleCheck *self,
              const HikaeBundleSeen *seen,
              GPtrArray *authorities,
              const HikaeTsaInput *materials)
{
  Beside beside = find_beside (self, seen->path, ".ers");
  g_autoptr (GPtrArray) objects = g_ptr_array_new ();
  g_autoptr (GBytes) anchors = join_anchors (self, authorities);
  g_autoptr (HikaeTsaVerdict) verdict = NULL;

  if (beside.list == NULL || beside.token == NULL ||
      !hikae_evidence_record_starts_with (seen->bytes, beside.token->bytes)) {
    hikae_bundle_check_note (self,
                             HIKAE_BUNDLE_DAMAGED,
                             seen->path,
                             g_strdup ("it does not begin with the token beside it"));
    return;
  }
  g_ptr_array_add (objects, beside.list->bytes);
  verdict = hikae_evidence_record_verify (&(HikaeEvidenceInput){
      .record = seen->bytes,
      .data = objects,
      .anchors = anchors,
      .untrusted = materials->untrusted,
      .crls = materials->crls,
      .ocsp = materials->ocsp,
      .now = self->now,
  });
  note_stamp (self, seen->path, TRUE, verdict);
  remember_best (self, beside.seal, verdict->state);
}

/* (nullable): NULL when the caller named whom to trust, or when the list cannot be read,
 * which is said: without it no stamp can be told to be genuine. */
static GPtrArray *
load_authorities (HikaeBundleCheck *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = NULL;

  if (self->anchors != NULL)
    return NULL;
  list = hikae_authority_list_known (&error);
  if (list == NULL)
    hikae_bundle_check_note (
        self,
        HIKAE_BUNDLE_CANNOT_TELL,
        "bundle",
        g_strdup_printf ("the list of time-stamp authorities cannot be read, so that no "
                         "stamp can be told to be genuine: %s",
                         error->message));
  return list;
}

void
hikae_bundle_check_stamps (HikaeBundleCheck *self)
{
  g_autoptr (GPtrArray) authorities = load_authorities (self);
  g_autoptr (GBytes) chains = join_files (self, ".pem", 1024 * 1024);
  g_autoptr (GBytes) crls = join_files (self, ".crl", LISTS_MAX);
  g_autoptr (GBytes) answers = join_files (self, ".ocsp", LISTS_MAX);
  const HikaeTsaInput materials = {.untrusted = chains, .crls = crls, .ocsp = answers};
  g_autoptr (GList) paths = g_hash_table_get_keys (self->files);

  paths = g_list_sort (g_steal_pointer (&paths), (GCompareFunc)strcmp);
  for (GList *at = paths; at != NULL; at = at->next) {
    const char *path = at->data;

    if (g_str_has_prefix (path, "data/seals/seal-") &&
        (g_str_has_suffix (path, ".tst") || g_str_has_suffix (path, ".tsr")))
      check_stamp (self, hikae_bundle_check_find (self, path), authorities, &materials);
    else if (g_str_has_prefix (path, "data/seals/seal-") &&
             g_str_has_suffix (path, ".asics"))
      check_container (self, hikae_bundle_check_find (self, path));
    else if (g_str_has_prefix (path, "data/seals/seal-") &&
             g_str_has_suffix (path, ".ers"))
      check_record (self, hikae_bundle_check_find (self, path), authorities, &materials);
  }
}

static char *
describe_item (HikaeBundleCheck *self,
               HikaeItem *item,
               gboolean included,
               HikaeBundleVerdict *verdict)
{
  guint seal =
      GPOINTER_TO_UINT (g_hash_table_lookup (self->covered, hikae_item_get_path (item)));
  guint stamp =
      GPOINTER_TO_UINT (g_hash_table_lookup (self->stamped, GUINT_TO_POINTER (seal)));
  const char *payload = included ? "payload and record are unchanged"
                                 : "the record is unchanged; its payload is not included";

  *verdict = HIKAE_BUNDLE_GOOD;
  if (seal == 0)
    return g_strdup_printf ("%s; not sealed: no outside time", payload);
  if (stamp == 2)
    return g_strdup_printf ("%s; seal list %u has a valid time stamp", payload, seal);
  if (stamp == 0)
    return g_strdup_printf ("%s; seal list %u, no time stamp", payload, seal);
  *verdict = HIKAE_BUNDLE_CANNOT_TELL;
  return g_strdup_printf (
      "%s; whether the time stamp of seal list %u is genuine cannot be told",
      payload,
      seal);
}

static gboolean
is_record_name (const char *path, guint number)
{
  g_autofree char *expected = g_strdup_printf ("data/meta/%06u.json", number);

  return g_str_equal (path, expected);
}

/* The payload against its record; NULL when nothing is wrong. */
static const char *
find_payload_fault (HikaeBundleCheck *self, HikaeItem *item, const HikaeBundleSeen *seen)
{
  HikaeDigest sha256 = {0};
  HikaeDigest sha512 = {0};

  if (seen == NULL)
    return hikae_bundle_check_is_record_only (self, hikae_item_get_number (item))
               ? NULL
               : "its payload is missing, and nothing says that it was left out: removed";
  if (!hikae_digest_parse_hex (
          &sha256, HIKAE_DIGEST_SHA256, hikae_item_get_sha256 (item)) ||
      !hikae_digest_parse_hex (
          &sha512, HIKAE_DIGEST_SHA512, hikae_item_get_sha512 (item)) ||
      seen->size != hikae_item_get_size (item) ||
      !hikae_digest_equal (&sha256, &seen->sha256) ||
      !hikae_digest_equal (&sha512, &seen->sha512))
    return "its payload is not what its record says";
  return NULL;
}

static const char *
find_fault (HikaeBundleCheck *self, HikaeItem *item, const char *path, guint number)
{
  g_autofree char *payload = g_strconcat ("data/", hikae_item_get_path (item), NULL);
  const HikaeBundleSeen *seen = hikae_bundle_check_find (self, payload);
  g_autofree char *meta = g_strconcat ("meta/", path + strlen ("data/meta/"), NULL);
  const char *fault = NULL;

  if (hikae_item_get_number (item) != number || !is_record_name (path, number))
    return "its record has another number";
  if (hikae_bundle_check_is_damaged (self, path))
    return "its record was changed";
  if (hikae_bundle_check_is_damaged (self, payload))
    return "its payload was changed or is missing";
  if (g_hash_table_contains (self->covered, hikae_item_get_path (item)) !=
      g_hash_table_contains (self->covered, meta))
    return "its seal list names only half of it";
  fault = hikae_bundle_check_find_log_fault (
      self, number, hikae_bundle_check_find (self, path));
  return fault != NULL ? fault : find_payload_fault (self, item, seen);
}

static void
check_item (HikaeBundleCheck *self, const char *path, GHashTable *payloads)
{
  guint number = (guint)g_ascii_strtoull (path + strlen ("data/meta/"), NULL, 10);
  g_autofree char *subject = g_strdup_printf ("item %u", number);
  const HikaeBundleSeen *seen = hikae_bundle_check_find (self, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = hikae_item_new (seen->bytes, 0, FALSE, &error);
  const char *fault = NULL;
  HikaeBundleVerdict verdict = HIKAE_BUNDLE_DAMAGED;
  g_autofree char *payload = NULL;

  self->report->items_total++;
  if (item == NULL) {
    hikae_bundle_check_note (
        self, verdict, subject, g_strdup ("its record cannot be read"));
    return;
  }
  payload = g_strconcat ("data/", hikae_item_get_path (item), NULL);
  fault = find_fault (self, item, path, number);
  if (fault != NULL) {
    hikae_bundle_check_note (self, verdict, subject, g_strdup (fault));
  } else {
    char *reason = describe_item (
        self, item, hikae_bundle_check_find (self, payload) != NULL, &verdict);

    hikae_bundle_check_note (self, verdict, subject, reason);
  }
  if (!g_hash_table_add (payloads, g_steal_pointer (&payload)))
    hikae_bundle_check_note (self,
                             HIKAE_BUNDLE_DAMAGED,
                             subject,
                             g_strdup ("another record names the same payload"));
}

/* At the end, because a later finding may have made an item worse. */
static void
count_good (HikaeBundleCheck *self)
{
  for (guint i = 0; i < self->report->findings->len; i++) {
    const HikaeBundleFinding *finding = self->report->findings->pdata[i];

    self->report->items_good += g_str_has_prefix (finding->subject, "item ") &&
                                finding->verdict == HIKAE_BUNDLE_GOOD;
  }
}

void
hikae_bundle_check_items (HikaeBundleCheck *self)
{
  g_autoptr (GHashTable) payloads =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GList) paths = g_hash_table_get_keys (self->files);

  paths = g_list_sort (g_steal_pointer (&paths), (GCompareFunc)strcmp);
  for (GList *at = paths; at != NULL; at = at->next)
    if (g_str_has_prefix (at->data, "data/meta/"))
      check_item (self, at->data, payloads);
  count_good (self);
  for (GList *at = paths; at != NULL; at = at->next)
    if (g_str_has_prefix (at->data, "data/items/") &&
        !g_hash_table_contains (payloads, at->data))
      hikae_bundle_check_note (
          self, HIKAE_BUNDLE_DAMAGED, at->data, g_strdup ("no record names it"));
}
