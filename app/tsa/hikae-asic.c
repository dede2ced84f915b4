/* hikae-asic.c: ETSI EN 319 162: data and its time stamps in one container, judged
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a time stamp is about is said by the manifest that names it, or, without one, by
 * the rule of ASiC-S: the one file beside META-INF. A file that nothing is about would
 * borrow the time of the others, so it makes the container invalid. */
#include "config.h"

#include "hikae-asic.h"

#include "hikae-asic-manifest-private.h"
#include "hikae-evidence-record.h"
#include "hikae-text.h"
#include "hikae-tsa-signature-private.h"
#include "hikae-tsa-verdict-private.h"

#include <openssl/err.h>
#include <string.h>

#define META "META-INF/"
#define MAX_NAME_CHARS 80
/* Bytes hashed for all references together: one file may be listed many times. */
#define MAX_HASHED ((guint64)1024 * 1024 * 1024)

typedef struct {
  const HikaeAsicInput *input;
  HikaeTsaVerdict *verdict;
  GPtrArray *manifests; /* (element-type HikaeAsicManifest) */
  GPtrArray *sources;   /* (element-type utf8): their names, in the same order */
  GHashTable *covered;  /* names, of data and of what is about data */
  GPtrArray *data;      /* (element-type utf8): sorted; unowned */
  guint64 hashed;
  gboolean simple; /* ASiC-S */
} Work;

static GBytes *
find_file (const Work *work, const char *name)
{
  return g_hash_table_lookup (work->input->files, name);
}

static void
add_about (const Work *work, HikaeTsaCode code, const char *name, const char *what)
{
  g_autofree char *shown = hikae_text_for_display (name, MAX_NAME_CHARS);
  g_autofree char *detail = g_strdup_printf ("%s: %s", shown, what);

  hikae_tsa_verdict_add (work->verdict, code, detail);
}

static gboolean
is_meta (const char *name)
{
  return g_ascii_strncasecmp (name, META, strlen (META)) == 0;
}

/* "META-INF/…word….ending", as §§4.3.3.2, 4.4.3.2 name them. */
static gboolean
is_meta_kind (const char *name, const char *word, const char *ending)
{
  return is_meta (name) && g_str_has_suffix (name, ending) &&
         strstr (name + strlen (META), word) != NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* (transfer full) (element-type utf8): names that @word and @ending describe. */
static GPtrArray *
list_names (const Work *work, const char *word, const char *ending)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name = NULL;

  g_hash_table_iter_init (&iter, work->input->files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (is_meta_kind (name, word, ending))
      g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
list_data (Work *work)
{
  GHashTableIter iter;
  gpointer name = NULL;

  g_hash_table_iter_init (&iter, work->input->files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!is_meta (name) && strcmp (name, "mimetype") != 0)
      g_ptr_array_add (work->data, name);
  g_ptr_array_sort (work->data, compare_names);
}

static void
load_manifests (Work *work)
{
  g_autoptr (GPtrArray) names = list_names (work, "ASiC", ".xml");

  for (guint i = 0; i < names->len; i++) {
    HikaeAsicManifest *manifest =
        hikae_asic_manifest_parse (find_file (work, names->pdata[i]));

    if (manifest == NULL) {
      add_about (
          work, HIKAE_TSA_CODE_ASIC_CONTAINER, names->pdata[i], "it cannot be read");
      continue;
    }
    g_ptr_array_add (work->manifests, manifest);
    g_ptr_array_add (work->sources, names->pdata[i]);
  }
}

/* §A.4: what the manifest lists must be there, unchanged. */
static void
check_reference (Work *work, const HikaeAsicReference *reference)
{
  GBytes *file = find_file (work, reference->uri);
  const EVP_MD *md =
      reference->nid != NID_undef ? EVP_get_digestbynid (reference->nid) : NULL;
  guint8 found[EVP_MAX_MD_SIZE] = {0};
  gsize size = 0;
  gsize said_size = 0;
  const void *bytes = file != NULL ? g_bytes_get_data (file, &size) : NULL;
  const void *said = g_bytes_get_data (reference->digest, &said_size);

  work->hashed += size;
  if (work->hashed > MAX_HASHED) {
    hikae_tsa_verdict_add (work->verdict, HIKAE_TSA_CODE_TOO_BIG, NULL);
    return;
  }
  if (file == NULL || md == NULL || !hikae_tsa_hash (md, bytes, size, found) ||
      said_size != hikae_tsa_get_hash_size (md) || memcmp (said, found, said_size) != 0)
    add_about (work,
               HIKAE_TSA_CODE_ASIC_DIGEST,
               reference->uri,
               "it is missing, or not what the manifest says");
  else if (hikae_tsa_is_weak_hash (reference->nid))
    hikae_tsa_verdict_add (work->verdict, HIKAE_TSA_CODE_WEAK_HASH, NULL);
}

/* Checks what @manifest lists and, where that is a manifest, what it lists in turn: its
 * digests stand in bytes that are covered. Each name is followed once. */
static void
cover (Work *work, const HikaeAsicManifest *manifest)
{
  for (guint i = 0; i < manifest->references->len; i++) {
    const HikaeAsicReference *reference = manifest->references->pdata[i];
    gboolean first = g_hash_table_add (work->covered, g_strdup (reference->uri));
    guint place = 0;

    check_reference (work, reference);
    if (first && g_ptr_array_find_with_equal_func (
                     work->sources, reference->uri, g_str_equal, &place))
      cover (work, work->manifests->pdata[place]);
  }
}

/* (nullable): the manifest about the time stamp or record @name. */
static const HikaeAsicManifest *
find_manifest (Work *work, const char *name, const char **source)
{
  const HikaeAsicManifest *found = NULL;

  for (guint i = 0; i < work->manifests->len; i++) {
    const HikaeAsicManifest *manifest = work->manifests->pdata[i];

    if (strcmp (manifest->signature, name) != 0)
      continue;
    if (found != NULL)
      add_about (work, HIKAE_TSA_CODE_ASIC_CONTAINER, name, "two manifests are about it");
    found = manifest;
    *source = work->sources->pdata[i];
  }
  if (found != NULL)
    cover (work, found);
  return found;
}

static void
take_verdict (const Work *work, HikaeTsaVerdict *one)
{
  HikaeTsaVerdict *verdict = work->verdict;

  for (guint i = 0; i < one->codes->len; i++)
    hikae_tsa_verdict_add (
        verdict, hikae_tsa_code_from_name (one->codes->pdata[i]), NULL);
  verdict->chain_ends = MAX (verdict->chain_ends, one->chain_ends);
  if (one->gen_time == 0 ||
      (verdict->gen_time != 0 && verdict->gen_time <= one->gen_time))
    return;
  verdict->gen_time = one->gen_time;
  verdict->accuracy_us = one->accuracy_us;
  verdict->qualified = one->qualified;
  g_free (verdict->signer);
  verdict->signer = g_steal_pointer (&one->signer);
  g_free (verdict->policy);
  verdict->policy = g_steal_pointer (&one->policy);
  g_free (verdict->serial);
  verdict->serial = g_steal_pointer (&one->serial);
  g_free (verdict->imprint_algorithm);
  verdict->imprint_algorithm = g_steal_pointer (&one->imprint_algorithm);
}

/* The set of anchors that verifies it, else the last one tried. */
static HikaeTsaVerdict *
judge_token (const Work *work, GBytes *token, GBytes *data)
{
  const HikaeAsicInput *input = work->input;
  HikaeTsaVerdict *verdict = NULL;

  for (guint i = 0; i == 0 || i < input->anchors->len; i++) {
    HikaeTsaInput one = {
        .token = token,
        .data = data,
        .anchors = i < input->anchors->len ? input->anchors->pdata[i] : NULL,
        .untrusted = input->untrusted,
        .crls = input->crls,
        .now = input->now,
        .strict_revocation = input->strict_revocation,
    };

    g_clear_pointer (&verdict, hikae_tsa_verdict_free);
    verdict = hikae_tsa_verify (&one);
    if (verdict->chain != NULL || verdict->state == HIKAE_TSA_INVALID)
      break;
  }
  return verdict;
}

static void
check_token (Work *work, const char *name)
{
  const char *source = NULL;
  const HikaeAsicManifest *manifest = find_manifest (work, name, &source);
  g_autoptr (HikaeTsaVerdict) one = NULL;
  GBytes *data = NULL;

  if (manifest != NULL) {
    data = find_file (work, source);
  } else if (work->simple && work->data->len == 1) {
    data = find_file (work, work->data->pdata[0]);
    g_hash_table_add (work->covered, g_strdup (work->data->pdata[0]));
  } else {
    add_about (
        work, HIKAE_TSA_CODE_ASIC_CONTAINER, name, "nothing says what it is about");
    return;
  }
  one = judge_token (work, find_file (work, name), data);
  take_verdict (work, one);
}

static void
check_record (Work *work, const char *name)
{
  const HikaeAsicInput *input = work->input;
  const char *source = NULL;
  const HikaeAsicManifest *manifest = find_manifest (work, name, &source);
  g_autoptr (GPtrArray) objects = g_ptr_array_new ();
  g_autoptr (HikaeTsaVerdict) one = NULL;

  for (guint i = 0; manifest != NULL && i < manifest->references->len; i++) {
    const HikaeAsicReference *reference = manifest->references->pdata[i];
    GBytes *file = find_file (work, reference->uri);

    if (file != NULL)
      g_ptr_array_add (objects, file);
  }
  if (manifest == NULL && work->simple && work->data->len == 1) {
    g_ptr_array_add (objects, find_file (work, work->data->pdata[0]));
    g_hash_table_add (work->covered, g_strdup (work->data->pdata[0]));
  }
  if (objects->len == 0) {
    add_about (
        work, HIKAE_TSA_CODE_ASIC_CONTAINER, name, "nothing says what it is about");
    return;
  }
  for (guint i = 0; i == 0 || i < input->anchors->len; i++) {
    HikaeEvidenceInput record = {
        .record = find_file (work, name),
        .data = objects,
        .anchors = i < input->anchors->len ? input->anchors->pdata[i] : NULL,
        .untrusted = input->untrusted,
        .crls = input->crls,
        .now = input->now,
    };

    g_clear_pointer (&one, hikae_tsa_verdict_free);
    one = hikae_evidence_record_verify (&record);
    if (one->chain_ends != 0)
      break;
  }
  take_verdict (work, one);
}

static void
check_cover (const Work *work)
{
  for (guint i = 0; i < work->data->len; i++)
    if (!g_hash_table_contains (work->covered, work->data->pdata[i])) {
      add_about (work,
                 HIKAE_TSA_CODE_ASIC_UNCOVERED,
                 work->data->pdata[i],
                 "no time stamp here is about it");
      return;
    }
}

static gboolean
type_is (GBytes *type, const char *name)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (type, &size);

  while (size > 0 && g_ascii_isspace (text[size - 1]))
    size--;
  return size == strlen (name) && memcmp (text, name, size) == 0;
}

/* §A.1; a container without the file is told by what it holds. */
static void
check_type (Work *work)
{
  GBytes *type = find_file (work, "mimetype");

  if (work->input->twice)
    hikae_tsa_verdict_add (work->verdict,
                           HIKAE_TSA_CODE_ASIC_CONTAINER,
                           "two files in it have the same name");
  work->simple = type != NULL ? type_is (type, HIKAE_ASIC_S_TYPE) : work->data->len == 1;
  if (type != NULL && !work->simple && !type_is (type, HIKAE_ASIC_E_TYPE))
    hikae_tsa_verdict_add (work->verdict,
                           HIKAE_TSA_CODE_ASIC_CONTAINER,
                           "its mimetype is not that of an ASiC container");
  if (work->data->len == 0)
    hikae_tsa_verdict_add (work->verdict, HIKAE_TSA_CODE_ASIC_NO_DATA, NULL);
  else if (work->simple && (work->data->len > 1 || strchr (work->data->pdata[0], '/')))
    hikae_tsa_verdict_add (work->verdict,
                           HIKAE_TSA_CODE_ASIC_CONTAINER,
                           "an ASiC-S container holds one file, at its root");
}

static void
check_all (Work *work)
{
  g_autoptr (GPtrArray) stamps = list_names (work, "timestamp", ".tst");
  g_autoptr (GPtrArray) records = list_names (work, "evidencerecord", ".ers");
  g_autoptr (GPtrArray) cades = list_names (work, "signature", ".p7s");
  g_autoptr (GPtrArray) xades = list_names (work, "signature", ".xml");
  guint signatures = cades->len + xades->len;

  list_data (work);
  check_type (work);
  if (stamps->len + records->len == 0) {
    hikae_tsa_verdict_add (work->verdict, HIKAE_TSA_CODE_ASIC_NO_STAMP, NULL);
    return;
  }
  if (stamps->len + records->len > HIKAE_ASIC_MAX_STAMPS) {
    hikae_tsa_verdict_add (work->verdict, HIKAE_TSA_CODE_TOO_BIG, NULL);
    return;
  }
  /* §4.3.3: an ASiC-S container is one of time stamps or one of signatures. */
  if (work->simple && signatures > 0 && stamps->len > 0 &&
      find_file (work, META "timestamp.tst") != NULL)
    hikae_tsa_verdict_add (work->verdict,
                           HIKAE_TSA_CODE_ASIC_CONTAINER,
                           "an ASiC-S container holds a time stamp or signatures, not "
                           "both");
  load_manifests (work);
  for (guint i = 0; i < stamps->len; i++)
    check_token (work, stamps->pdata[i]);
  for (guint i = 0; i < records->len; i++)
    check_record (work, records->pdata[i]);
  check_cover (work);
}

HikaeTsaVerdict *
hikae_asic_verify (const HikaeAsicInput *input)
{
  HikaeTsaVerdict *verdict = hikae_tsa_verdict_new ();
  g_autoptr (GPtrArray) manifests =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_asic_manifest_free);
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  g_autoptr (GHashTable) covered =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) data = g_ptr_array_new ();
  Work work = {input, verdict, manifests, sources, covered, data, 0, FALSE};

  if (g_hash_table_size (input->files) > HIKAE_ASIC_MAX_FILES)
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_TOO_BIG, NULL);
  else
    check_all (&work);
  hikae_tsa_verdict_finish (verdict);
  ERR_clear_error ();
  return verdict;
}
