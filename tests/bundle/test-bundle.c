/* test-bundle.c: bundles come out whole, check out, and do not when altered
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-source.h"
#include "hikae-bundle.h"
#include "hikae-draft.h"
#include "hikae-file.h"
#include "hikae-hasher.h"
#include "hikae-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define MADE_AT G_GINT64_CONSTANT (1795312923000000)

typedef struct {
  char *folder;
  HikaeBundleContent content;
  GHashTable *payloads;
} Fixture;

static HikaeItem *
make_item (Fixture *f,
           guint number,
           HikaeItemKind kind,
           const char *name,
           GBytes *payload)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (payload);
  g_autoptr (HikaeDraft) draft = hikae_draft_new (kind, name, "image/jpeg", stream);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (payload, &size);
  HikaeDigest sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, data, size);
  HikaeDigest sha512 = hikae_hash_bytes (HIKAE_DIGEST_SHA512, data, size);
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GError) error = NULL;
  HikaeItem *item = NULL;

  hikae_draft_set_claim (
      draft,
      "url",
      "https://example.org/日本/very/long/path/that/never/ends/and/goes/"
      "on?with=a&query=of&many=parts&that=reach&over=the&line=end");
  hikae_draft_set_claim (draft, "title", "<b>題名</b> & שלום עולם \xe2\x80\xae.gpj");
  record = hikae_draft_format_record (draft, number, size, &sha256, &sha512);
  item = hikae_item_new (record, 1, FALSE, &error);
  g_assert_no_error (error);
  g_hash_table_insert (f->payloads, GUINT_TO_POINTER (number), g_bytes_ref (payload));
  return item;
}

static GInputStream *
open_payload (HikaeItem *item, gpointer data)
{
  Fixture *f = data;

  return g_memory_input_stream_new_from_bytes (
      g_hash_table_lookup (f->payloads, GUINT_TO_POINTER (hikae_item_get_number (item))));
}

static void
append_list_line (GString *list, const char *path, GBytes *bytes)
{
  HikaeDigest digest = hikae_hash_bytes (
      HIKAE_DIGEST_SHA256, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *hex = hikae_digest_format_hex (&digest);

  g_string_append_printf (list, "%s  %s\n", hex, path);
}

/* Takes @body. */
static void
log_event (Fixture *f, const char *kind, JsonObject *body)
{
  GPtrArray *events = f->content.events;
  HikaeEvent *previous = events->len > 0 ? events->pdata[events->len - 1] : NULL;
  g_autoptr (GBytes) line =
      hikae_event_format_line (previous, kind, "owner", MADE_AT, body);

  g_ptr_array_add (events, hikae_event_new (line, NULL));
  json_object_unref (body);
}

static void
set_digest (JsonObject *body, const char *name, GBytes *bytes)
{
  HikaeDigest digest = hikae_hash_bytes (
      HIKAE_DIGEST_SHA256, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *hex = hikae_digest_format_hex (&digest);

  json_object_set_string_member (body, name, hex);
}

static void
log_item (Fixture *f, HikaeItem *item)
{
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, "item", hikae_item_get_number (item));
  set_digest (body, "record_sha256", hikae_item_get_record (item));
  log_event (f, "item.kept", body);
}

static void
make_seal (Fixture *f, GBytes *head)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  JsonObject *body = NULL;

  for (guint i = 0; i < f->content.all_items->len; i++) {
    HikaeItem *item = f->content.all_items->pdata[i];
    guint number = hikae_item_get_number (item);
    g_autofree char *meta = g_strdup_printf ("meta/%06u.json", number);

    append_list_line (list,
                      hikae_item_get_path (item),
                      g_hash_table_lookup (f->payloads, GUINT_TO_POINTER (number)));
    append_list_line (list, meta, hikae_item_get_record (item));
  }
  append_list_line (list, "seals/seal-0001.head.json", head);
  bytes = g_bytes_new (list->str, list->len);
  g_ptr_array_add (f->content.seals, hikae_seal_new (1, MADE_AT, bytes, head));
  body = json_object_new ();
  json_object_set_int_member (body, "seal", 1);
  set_digest (body, "list_sha256", bytes);
  log_event (f, "seal.created", body);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) big = g_bytes_new_take (g_malloc0 (3 << 20), 3 << 20);
  g_autoptr (GBytes) small = g_bytes_new_static ("abc", 3);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);

  f->folder = hikae_test_make_folder ();
  f->payloads = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_bytes_unref);
  f->content.title = "<案件> & title";
  f->content.lang = "en";
  f->content.made_at = MADE_AT;
  f->content.items = g_ptr_array_new_with_free_func (g_object_unref);
  f->content.events = g_ptr_array_new_with_free_func (g_object_unref);
  f->content.seals = g_ptr_array_new_with_free_func (g_object_unref);
  f->content.stamps = g_ptr_array_new_with_free_func (g_object_unref);
  f->content.requests = g_ptr_array_new_with_free_func (g_object_unref);
  f->content.open_payload = open_payload;
  f->content.open_data = f;
  f->content.all_items = f->content.items;
  g_ptr_array_add (f->content.items, make_item (f, 1, HIKAE_ITEM_FILE, "photo.JPG", big));
  g_ptr_array_add (f->content.items, make_item (f, 2, HIKAE_ITEM_NOTE, "n.txt", small));
  g_ptr_array_add (f->content.items,
                   make_item (f, 3, HIKAE_ITEM_SCREENSHOT, "s.png", empty));
  log_event (f, "case.created", json_object_new ());
  for (guint i = 0; i < 3; i++)
    log_item (f, f->content.items->pdata[i]);
  make_seal (f, hikae_event_get_line (f->content.events->pdata[3]));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->content.items);
  g_ptr_array_unref (f->content.events);
  g_ptr_array_unref (f->content.seals);
  g_ptr_array_unref (f->content.stamps);
  g_ptr_array_unref (f->content.requests);
  g_hash_table_unref (f->payloads);
  hikae_test_remove_folder (f->folder);
}

static char *
write_bundle (Fixture *f, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (f->folder, name, NULL);
  gboolean done = hikae_bundle_write (&f->content, path, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  return path;
}

static HikaeBundleReport *
verify (const char *path, HikaeSecret *passphrase)
{
  g_autoptr (GError) error = NULL;
  HikaeBundleReport *report =
      hikae_bundle_verify (path, passphrase, NULL, MADE_AT, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

static gboolean
names (HikaeBundleReport *report, const char *subject)
{
  for (guint i = 0; i < report->findings->len; i++) {
    const HikaeBundleFinding *finding = report->findings->pdata[i];

    if (finding->verdict == HIKAE_BUNDLE_DAMAGED &&
        g_str_equal (finding->subject, subject))
      return TRUE;
  }
  return FALSE;
}

static void
assert_good (HikaeBundleReport *report)
{
  for (guint i = 0; i < report->findings->len; i++) {
    const HikaeBundleFinding *finding = report->findings->pdata[i];

    if (finding->verdict != HIKAE_BUNDLE_GOOD)
      g_test_message ("%s: %s", finding->subject, finding->reason);
  }
  g_assert_cmpint (report->verdict, ==, HIKAE_BUNDLE_GOOD);
  g_assert_cmpuint (report->items_good, ==, report->items_total);
}

static void
test_round_trip (Fixture *f, gconstpointer lang)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *bytes1 = NULL;
  g_autofree char *bytes2 = NULL;
  gsize size1 = 0;
  gsize size2 = 0;
  g_autoptr (HikaeBundleReport) report = NULL;
  g_autoptr (GError) error = NULL;

  f->content.lang = lang;
  first = write_bundle (f, "a.zip");
  second = write_bundle (f, "b.zip");
  report = verify (first, NULL);
  assert_good (report);
  g_assert_cmpuint (report->items_total, ==, 3);
  g_assert_true (g_file_get_contents (first, &bytes1, &size1, NULL));
  g_assert_true (g_file_get_contents (second, &bytes2, &size2, NULL));
  g_assert_cmpmem (bytes1, size1, bytes2, size2);
  g_assert_false (hikae_bundle_write (&f->content, first, NULL, NULL, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
}

static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autoptr (HikaeSecret) right = hikae_secret_new_copy ("right 日本", 12);
  g_autoptr (HikaeSecret) wrong = hikae_secret_new_copy ("wrong", 5);
  g_autoptr (HikaeBundleReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;
  g_autofree char *path = NULL;

  f->content.passphrase = right;
  path = write_bundle (f, "locked.zip");
  report = verify (path, right);
  assert_good (report);
  g_assert_false (hikae_test_folder_contains (f->folder, "START-HERE", 10));
  g_assert_null (hikae_bundle_verify (path, wrong, NULL, MADE_AT, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_null (hikae_bundle_verify (path, NULL, NULL, MADE_AT, NULL, NULL, &none));
  hikae_assert_error (none, HIKAE_ERROR_WRONG_SECRET);
}

static void
append_cb (const void *bytes, gsize size, gpointer data)
{
  g_byte_array_append (data, bytes, (guint)size);
}

static void
unpack (const char *path, const char *folder)
{
  g_autoptr (HikaeBundleSource) source =
      hikae_bundle_source_open (path, NULL, NULL, NULL);
  GPtrArray *entries = hikae_bundle_source_get_entries (source);

  for (guint i = 0; i < entries->len; i++) {
    const HikaeBundleEntry *entry = entries->pdata[i];
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autofree char *target = g_build_filename (folder, entry->path, NULL);
    g_autofree char *parent = g_path_get_dirname (target);

    g_assert_true (
        hikae_bundle_source_read (source, entry, append_cb, bytes, NULL, NULL));
    g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
    g_assert_true (g_file_set_contents (
        target, (const char *)bytes->data, (gssize)bytes->len, NULL));
  }
}

/* Every file: one byte changed, taken away, renamed: found, and named. */
static void
test_tampering (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_bundle (f, "a.zip");
  g_autofree char *folder = g_build_filename (f->folder, "out", NULL);
  g_autoptr (HikaeBundleSource) source = NULL;
  g_autoptr (HikaeBundleReport) clean = NULL;

  unpack (path, folder);
  clean = verify (folder, NULL);
  assert_good (clean);
  source = hikae_bundle_source_open (path, NULL, NULL, NULL);
  for (guint i = 0; i < hikae_bundle_source_get_entries (source)->len; i++) {
    const HikaeBundleEntry *entry = hikae_bundle_source_get_entries (source)->pdata[i];
    g_autofree char *file = g_build_filename (folder, entry->path, NULL);
    g_autofree char *aside = g_strconcat (file, ".x", NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;
    g_autoptr (HikaeBundleReport) changed = NULL;
    g_autoptr (HikaeBundleReport) renamed = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_get_contents (file, &bytes, &size, NULL));
    if (size > 0) {
      bytes[size / 2] ^= 1;
      g_assert_true (g_file_set_contents (file, bytes, (gssize)size, NULL));
      bytes[size / 2] ^= 1;
      changed = verify (folder, NULL);
      g_assert_cmpint (changed->verdict, ==, HIKAE_BUNDLE_DAMAGED);
      g_assert_true (names (changed, entry->path) ||
                     g_str_has_prefix (entry->path, "tagmanifest-"));
      g_assert_true (g_file_set_contents (file, bytes, (gssize)size, NULL));
    }
    g_assert_cmpint (g_rename (file, aside), ==, 0);
    renamed = hikae_bundle_verify (folder, NULL, NULL, MADE_AT, NULL, NULL, &error);
    if (g_str_equal (entry->path, "bagit.txt")) {
      hikae_assert_error (error, HIKAE_ERROR_REJECTED);
    } else {
      g_autofree char *other = g_strconcat (entry->path, ".x", NULL);

      g_assert_no_error (error);
      g_assert_true (names (renamed, entry->path));
      g_assert_true (names (renamed, other));
    }
    g_assert_cmpint (g_rename (aside, file), ==, 0);
  }
}

static void
test_part (Fixture *f, gconstpointer data)
{
  GPtrArray *all = f->content.items;
  g_autoptr (GPtrArray) some = g_ptr_array_new ();
  g_autoptr (HikaeBundleReport) report = NULL;
  g_autofree char *path = NULL;

  g_ptr_array_add (some, all->pdata[1]);
  f->content.items = some;
  path = write_bundle (f, "part.zip");
  report = verify (path, NULL);
  f->content.items = all;
  assert_good (report);
  g_assert_cmpuint (report->items_total, ==, 1);
}

static void
test_minor (Fixture *f, gconstpointer data)
{
  g_autoptr (HikaeBundleReport) report = NULL;
  g_autoptr (HikaeBundleSource) source = NULL;
  g_autofree char *path = NULL;
  guint payloads = 0;

  f->content.minor = TRUE;
  path = write_bundle (f, "minor.zip");
  report = verify (path, NULL);
  assert_good (report);
  source = hikae_bundle_source_open (path, NULL, NULL, NULL);
  for (guint i = 0; i < hikae_bundle_source_get_entries (source)->len; i++) {
    const HikaeBundleEntry *entry = hikae_bundle_source_get_entries (source)->pdata[i];

    payloads += g_str_has_prefix (entry->path, "data/items/");
  }
  g_assert_cmpuint (payloads, ==, 1);
}

/* Nothing may be left behind when a payload is not what it was, or on cancel. */
static void
test_refusals (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) other = g_bytes_new_static ("abd", 3);
  g_autoptr (GCancellable) cancel = g_cancellable_new ();
  g_autofree char *path = g_build_filename (f->folder, "x.zip", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GDir) dir = NULL;

  g_hash_table_insert (f->payloads, GUINT_TO_POINTER (2), g_bytes_ref (other));
  g_assert_false (hikae_bundle_write (&f->content, path, NULL, NULL, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "item 2"));
  g_clear_error (&error);
  f->content.passphrase = hikae_secret_new_copy ("pass", 4);
  g_assert_false (hikae_bundle_write (&f->content, path, NULL, NULL, NULL, &error));
  hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
  g_cancellable_cancel (cancel);
  g_assert_false (hikae_bundle_write (&f->content, path, NULL, NULL, cancel, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  hikae_secret_unref (f->content.passphrase);
  dir = g_dir_open (f->folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

/* Any byte of the archive may be anything: an answer or a refusal, never a crash, and
 * never "good" with other contents. */
static void
test_hostile_bytes (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_bundle (f, "a.zip");
  g_autofree char *bad = g_build_filename (f->folder, "bad.zip", NULL);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize i = 1; i < 200; i++) {
    gsize at = size - i * 7;
    g_autoptr (HikaeBundleReport) report = NULL;
    g_autoptr (GError) error = NULL;

    bytes[at] ^= 0x55;
    g_assert_true (g_file_set_contents (bad, bytes, (gssize)size, NULL));
    bytes[at] ^= 0x55;
    report = hikae_bundle_verify (bad, NULL, NULL, MADE_AT, NULL, NULL, &error);
    g_assert_true ((report == NULL) == (error != NULL));
  }
  for (gsize cut = 1; cut < size; cut += size / 40) {
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (bad, bytes, (gssize)(size - cut), NULL));
    g_assert_null (hikae_bundle_verify (bad, NULL, NULL, MADE_AT, NULL, NULL, &error));
    g_assert_nonnull (error);
  }
}

/* The tools that a stranger has. */
static void
test_outside_tools (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_bundle (f, "a.zip");
  g_autofree char *command = g_strdup_printf (
      "cd '%s' && mkdir u && unzip -q a.zip -d u && unzip -tq a.zip && 7z t a.zip && "
      "cd u && sha256sum --quiet -c manifest-sha256.txt && "
      "sha512sum --quiet -c manifest-sha512.txt && "
      "sha256sum --quiet -c tagmanifest-sha256.txt && cd data && "
      "sha256sum -c seals/seal-0001.sha256 && qpdf --check ../report.pdf && "
      "pdftotext ../report.pdf - | grep -q ba7816bf8f01cfea414140de5dae2223b00361a39617",
      f->folder);
  const char *const argv[] = {"sh", "-c", command, NULL};
  const char *const tools[] = {"unzip", "7z", "sha256sum", "qpdf", "pdftotext"};
  g_autoptr (GError) error = NULL;
  int status = -1;

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++) {
    g_autofree char *found = g_find_program_in_path (tools[i]);

    if (found == NULL) {
      g_test_skip_printf ("%s is not installed", tools[i]);
      return;
    }
  }
  g_spawn_sync (NULL,
                (char **)argv,
                NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                NULL,
                NULL,
                NULL,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
run (const char *script, const char *folder)
{
  g_auto (GStrv) parts = g_strsplit (script, "%s", 2);
  g_autofree char *command = g_strjoinv (folder, parts);
  const char *const argv[] = {"sh", "-c", command, NULL};
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL,
                (char **)argv,
                NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                NULL,
                NULL,
                NULL,
                &output,
                &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s", output);
  g_assert_cmpint (status, ==, 0);
}

static GBytes *
load (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  GBytes *bytes = hikae_file_load (path, 1 << 20, NULL);

  g_assert_nonnull (bytes);
  return bytes;
}

/* A throw-away authority by OpenSSL: its token must satisfy `openssl ts` with the very
 * line of VERIFY.txt, ourselves with its root, and be "cannot tell" without. */
static void
test_stamped (Fixture *f, gconstpointer data)
{
  static const char script[] =
      "cd '%s' && printf '[tsa]\\nextendedKeyUsage=critical,timeStamping\\n"
      "keyUsage=critical,digitalSignature\\n[ca]\\nbasicConstraints=critical,CA:TRUE\\n"
      "keyUsage=critical,keyCertSign\\n[dn]\\n[req]\\ndistinguished_name=dn\\n[t]\\n"
      "serial=s\\ncrypto_device=builtin\\nsigner_cert=t.pem\\nsigner_key=t.key\\n"
      "signer_digest=sha256\\ndefault_policy=1.2.3.4.1\\ndigests=sha256\\n"
      "ess_cert_id_alg=sha256\\n' > c && echo 01 > s && "
      "openssl req -x509 -newkey rsa:2048 -nodes -keyout r.key -out root.pem -days 90 "
      "-subj /CN=Root -config c -extensions ca && "
      "openssl req -newkey rsa:2048 -nodes -keyout t.key -out t.csr -subj /CN=TSA "
      "-config c && openssl x509 -req -in t.csr -CA root.pem -CAkey r.key -days 60 "
      "-set_serial 7 -extfile c -extensions tsa -out t.pem && "
      "openssl ts -query -data list -sha256 -cert -out q.tsq && "
      "openssl ts -reply -config c -section t -queryfile q.tsq -out r.tsr && "
      "openssl ts -reply -in r.tsr -token_out -out t.tst";
  static const char check[] =
      "cd '%s' && unzip -q a.zip -d u && cd u/data && "
      "grep '^    openssl ts -verify' ../VERIFY.txt > ../line && sh -e ../line && "
      "grep '^    openssl cms' ../VERIFY.txt > ../line && sh -e ../line && "
      "echo >> seals/seal-0001.sha256 && "
      "grep '^    openssl ts -verify' ../VERIFY.txt > ../line && ! sh -e ../line";
  g_autofree char *list_path = g_build_filename (f->folder, "list", NULL);
  g_autoptr (HikaeBundleReport) trusted = NULL;
  g_autoptr (HikaeBundleReport) unknown = NULL;
  g_autoptr (GBytes) root = NULL;
  g_autoptr (GBytes) list = hikae_seal_load_list (f->content.seals->pdata[0], NULL);
  g_autofree char *path = NULL;
  gint64 now = 0;
  JsonObject *body = NULL;
  HikaeStamp *stamp = hikae_stamp_new (1, "test-one", "http://x/", HIKAE_STAMP_VALID);

  g_assert_true (g_file_set_contents (
      list_path, g_bytes_get_data (list, NULL), (gssize)g_bytes_get_size (list), NULL));
  run (script, f->folder);
  now = g_get_real_time ();
  root = load (f, "root.pem");
  {
    g_autoptr (GBytes) query = load (f, "q.tsq");
    g_autoptr (GBytes) response = load (f, "r.tsr");
    g_autoptr (GBytes) token = load (f, "t.tst");

    hikae_stamp_set_exchange (stamp, query, response, now, now, NULL);
    hikae_stamp_set_verdict (stamp, token, root, now, "CN=TSA", "", "");
    body = json_object_new ();
    json_object_set_int_member (body, "seal", 1);
    set_digest (body, "token_sha256", token);
    log_event (f, "stamp.received", body);
  }
  g_ptr_array_add (f->content.stamps, stamp);
  path = write_bundle (f, "a.zip");
  trusted =
      hikae_bundle_verify (path, NULL, root, now + 60 * G_USEC_PER_SEC, NULL, NULL, NULL);
  assert_good (trusted);
  unknown =
      hikae_bundle_verify (path, NULL, NULL, now + 60 * G_USEC_PER_SEC, NULL, NULL, NULL);
  g_assert_cmpint (unknown->verdict, ==, HIKAE_BUNDLE_CANNOT_TELL);
  run (check, f->folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, function)                                                        \
  g_test_add ("/bundle/" name, Fixture, data, set_up, function, tear_down)
  ADD ("round-trip/en", "en", test_round_trip);
  ADD ("round-trip/ja", "ja", test_round_trip);
  ADD ("locked", NULL, test_locked);
  ADD ("tampering", NULL, test_tampering);
  ADD ("part", NULL, test_part);
  ADD ("minor", NULL, test_minor);
  ADD ("refusals", NULL, test_refusals);
  ADD ("hostile-bytes", NULL, test_hostile_bytes);
  ADD ("stamped", NULL, test_stamped);
  ADD ("outside-tools", NULL, test_outside_tools);
  return g_test_run ();
}
