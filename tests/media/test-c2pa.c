/* test-c2pa.c: content credentials made by a signer of our own, whole and broken
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-c2pa.h"
#include "hikae-media-cbor-private.h"
#include "hikae-media-marks.h"
#include "hikae-test-c2pa.h"
#include "hikae-test.h"

#include <string.h>

#define EDITED                                                                           \
  "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
#define GOOGLE "Google AI"
#define AI "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

typedef struct {
  JsonObject *c2pa;
  JsonArray *marks;
} Look;

static void
look_clear (Look *look)
{
  json_object_unref (look->c2pa);
  json_array_unref (look->marks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static Look
look_at (GBytes *file)
{
  const guint8 *bytes = g_bytes_get_data (file, NULL);
  const gsize size = g_bytes_get_size (file);
  g_autoptr (HikaeMediaContainer) container = hikae_media_container_read (bytes, size);
  g_autoptr (GError) error = NULL;
  Look look = {hikae_media_c2pa_read (container, bytes, size), NULL};

  look.marks = hikae_media_find_marks (container, &error);
  g_assert_no_error (error);
  return look;
}

static void
assert_facts (const Look *look,
              const char *signature,
              const char *assertions,
              const char *data,
              const char *strength)
{
  const char *found = NULL;

  g_assert_cmpstr (hikae_json_get_string (look->c2pa, "signature"), ==, signature);
  g_assert_cmpstr (
      hikae_json_get_string (look->c2pa, "assertion_hashes"), ==, assertions);
  g_assert_cmpstr (hikae_json_get_string (look->c2pa, "data_hash"), ==, data);
  for (guint i = 0; i < json_array_get_length (look->marks); i++) {
    JsonObject *mark = json_array_get_object_element (look->marks, i);

    if (g_strcmp0 (hikae_json_get_string (mark, "says"), "made") == 0)
      found = hikae_json_get_string (mark, "strength");
  }
  g_assert_cmpstr (found, ==, strength);
}

static void
test_intact (void)
{
  static const char *const algorithms[] = {"EC", "RSA", "RSA-PSS", "ED25519"};
  const HikaeTestC2pa what = {.generator = "ChatGPT", .source = AI};

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("C2PA", algorithms[i], 0);
    g_autoptr (GBytes) file = hikae_test_c2pa_png (pki, &what);
    g_auto (Look) look = look_at (file);

    g_test_message ("%s", algorithms[i]);
    assert_facts (&look, "intact", "match", "match", "signed");
    g_assert_cmpstr (hikae_json_get_string (look.c2pa, "signer"), ==, "Hikae test");
    g_assert_false (hikae_json_get_boolean (look.c2pa, "on_list", TRUE));
    g_assert_false (hikae_json_get_boolean (look.c2pa, "certificate_expired", TRUE));
  }
}

/* The claim of AI may stand in an ingredient only, and under an update. */
static void
test_ingredient (void)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("C2PA", "EC", 0);

  for (int update = 0; update < 2; update++) {
    const HikaeTestC2pa what = {
        .generator = "ChatGPT", .source = AI, .ingredient = TRUE, .update = update};
    g_autoptr (GBytes) file = hikae_test_c2pa_png (pki, &what);
    g_auto (Look) look = look_at (file);

    assert_facts (&look, "intact", "match", "match", "signed");
    g_assert_cmpuint (
        json_array_get_length (hikae_json_get_array (look.c2pa, "manifests")),
        ==,
        2 + (guint)update);
  }
}

/* (nullable) */
static JsonObject *
find_mark (const Look *look, const char *generator)
{
  for (guint i = 0; i < json_array_get_length (look->marks); i++) {
    JsonObject *mark = json_array_get_object_element (look->marks, i);

    if (g_str_equal (hikae_json_get_string (mark, "generator"), generator))
      return mark;
  }
  return NULL;
}

/* Google seals photographs too: it is named for what its own manifest calls AI, as the
 * maker of the whole or of a change, and never for what another program did to them. */
static void
test_maker (void)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("C2PA", "EC", 0);
  const HikaeTestC2pa made = {.generator = "Google C2PA", .source = AI};
  const HikaeTestC2pa edited = {.generator = "Google C2PA", .source = EDITED};
  const HikaeTestC2pa taken = {
      .generator = "an editor", .source = EDITED, .ingredient = TRUE, .newest = "Google"};
  g_autoptr (GBytes) made_file = hikae_test_c2pa_png (pki, &made);
  g_autoptr (GBytes) edited_file = hikae_test_c2pa_png (pki, &edited);
  g_autoptr (GBytes) taken_file = hikae_test_c2pa_png (pki, &taken);
  g_auto (Look) made_look = look_at (made_file);
  g_auto (Look) edited_look = look_at (edited_file);
  g_auto (Look) taken_look = look_at (taken_file);

  g_assert_nonnull (find_mark (&made_look, GOOGLE));
  g_assert_null (hikae_json_get_string (find_mark (&made_look, GOOGLE), "says"));
  g_assert_nonnull (find_mark (&edited_look, GOOGLE));
  g_assert_cmpstr (
      hikae_json_get_string (find_mark (&edited_look, GOOGLE), "says"), ==, "edited-by");
  g_assert_null (find_mark (&taken_look, GOOGLE));
  g_assert_nonnull (find_mark (&taken_look, "edited by AI as stated (C2PA)"));
}

/* The store in files of kinds that have no walker: as bytes anywhere, and as text of an
 * SVG. Pieces of it, and a box that claims to be longer than the file, are none. */
static void
test_other_kinds (void)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("C2PA", "EC", 0);
  const HikaeTestC2pa what = {.generator = "ChatGPT", .source = AI};
  g_autoptr (GBytes) store = hikae_test_c2pa_store (pki, &what);
  const gsize size = g_bytes_get_size (store);
  const guint8 *bytes = g_bytes_get_data (store, NULL);
  g_autofree char *encoded = g_base64_encode (bytes, size);
  g_autofree char *svg = g_strdup_printf (
      "<svg><metadata><c2pa:manifest>%s</c2pa:manifest></metadata></svg>", encoded);
  g_autoptr (GByteArray) raw = g_byte_array_new ();

  g_byte_array_append (raw, (const guint8 *)"some kind: jumb jumd ", 21);
  g_byte_array_append (raw, bytes, (guint)size);
  for (int i = 0; i < 3; i++) {
    g_autoptr (GBytes) file = i == 0   ? g_bytes_new (svg, strlen (svg))
                              : i == 1 ? g_bytes_new (raw->data, raw->len)
                                       : g_bytes_new (raw->data, raw->len - 1);
    g_auto (Look) look = look_at (file);

    if (i < 2)
      assert_facts (&look, "intact", "match", "absent", "signed");
    else
      g_assert_false (hikae_json_get_boolean (look.c2pa, "present", TRUE));
  }
}

static void
flip (GBytes *file, const char *near, gsize behind, GBytes **changed)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (file, &size);
  guint8 *copy = g_memdup2 (bytes, size);
  guint8 *at = NULL;
  guint8 *next = copy;

  /* The last one. */
  while ((next = memmem (next, size - (gsize)(next - copy), near, strlen (near))) != NULL)
    at = next++;
  g_assert_nonnull (at);
  at[behind] ^= 1;
  *changed = g_bytes_new_take (copy, size);
}

/* A manifest that somebody put into the store says nothing that counts, though its own
 * seal is whole; nor does an ingredient that was changed after it was named. */
static void
test_stranger (void)
{
  const HikaeTestC2pa what = {
      .generator = "ChatGPT", .source = AI, .ingredient = TRUE, .stranger = TRUE};
  const HikaeTestC2pa named = {.generator = "ChatGPT", .source = AI, .ingredient = TRUE};
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("C2PA", "EC", 0);
  g_autoptr (GBytes) file = hikae_test_c2pa_png (pki, &what);
  g_autoptr (GBytes) whole = hikae_test_c2pa_png (pki, &named);
  g_autoptr (GBytes) changed = NULL;
  g_auto (Look) look = look_at (file);

  assert_facts (&look, "intact", "match", "match", "text");
  g_assert_cmpstr (hikae_json_get_string (look.c2pa, "ingredient_hashes"), ==, "absent");
  flip (whole, "ChatGPT", 6, &changed);
  g_auto (Look) other = look_at (changed);

  assert_facts (&other, "intact", "match", "match", "text");
  g_assert_cmpstr (
      hikae_json_get_string (other.c2pa, "ingredient_hashes"), ==, "mismatch");
}

static void
test_boxes (void)
{
  const HikaeTestC2pa what = {.generator = "ChatGPT", .source = AI, .boxes = TRUE};
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("C2PA", "EC", 0);
  g_autoptr (GBytes) file = hikae_test_c2pa_png (pki, &what);
  static const char *const places[] = {"\rIHDR", "IDAT", "IEND"};
  g_auto (Look) look = look_at (file);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (file, &size);
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  static const guint8 text[] = "\0\0\0\4tEXta\0bc\0\0\0\0";
  g_autoptr (GBytes) added = NULL;

  assert_facts (&look, "intact", "match", "match", "signed");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (GBytes) changed = NULL;

    flip (file, places[i], 4, &changed);
    g_auto (Look) other = look_at (changed);

    assert_facts (&other, "intact", "match", "mismatch", "text");
  }
  /* A part that is not listed. */
  g_byte_array_append (longer, bytes, 33);
  g_byte_array_append (longer, text, sizeof text - 1);
  g_byte_array_append (longer, bytes + 33, (guint)size - 33);
  added = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  g_auto (Look) other = look_at (added);

  assert_facts (&other, "intact", "match", "mismatch", "text");
}

static void
test_expired (void)
{
  const HikaeTestC2pa what = {.generator = "ChatGPT", .source = AI};
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("C2PA", "EC", 1700000000);
  g_autoptr (GBytes) file = hikae_test_c2pa_png (pki, &what);
  g_auto (Look) look = look_at (file);

  /* Facts of their own: the seal is no worse for it. */
  assert_facts (&look, "intact", "match", "match", "signed");
  g_assert_true (hikae_json_get_boolean (look.c2pa, "certificate_expired", FALSE));
}

/* One changed byte at each kind of place: the seal says so, and what it states is no
 * more than text. */
static void
test_changed (void)
{
  static const struct {
    const char *near;
    const char *signature;
    const char *assertions;
    const char *data;
  } places[] = {
      {"IDAT", "intact", "match", "mismatch"},
      {"ChatGPT", "broken", "match", "match"},
      {"c2pa.created", "intact", "mismatch", "match"},
  };
  const HikaeTestC2pa what = {.generator = "ChatGPT", .source = AI};
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("C2PA", "EC", 0);
  g_autoptr (GBytes) file = hikae_test_c2pa_png (pki, &what);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    gsize size = g_bytes_get_size (file);
    g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (file, NULL), size);
    guint8 *at = memmem (copy, size, places[i].near, strlen (places[i].near));
    g_autoptr (GBytes) changed = NULL;

    g_assert_nonnull (at);
    at[strlen (places[i].near) - 1 + (i == 0 ? 3 : 0)] ^= 1;
    changed = g_bytes_new (copy, size);
    g_auto (Look) look = look_at (changed);

    g_test_message ("%s", places[i].near);
    assert_facts (
        &look, places[i].signature, places[i].assertions, places[i].data, "text");
  }
}

/* RFC 8949 appendix A: the shapes, and the five bytes that announce a gigabyte. */
static void
test_cbor (void)
{
  static const struct {
    const char *bytes;
    gsize size;
    gboolean sound;
  } vectors[] = {
      {"\x00", 1, TRUE},
      {"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 9, TRUE},
      {"\x3b\xff\xff\xff\xff\xff\xff\xff\xff", 9, TRUE},
      {"\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a", 9, TRUE},
      {"\xf9\x7e\x00", 3, TRUE},
      {"\xc1\x1a\x51\x4b\x67\xb0", 6, TRUE},
      {"\xd8\x20\x62\x61\x62", 5, TRUE},
      {"\x44\x01\x02\x03\x04", 5, TRUE},
      {"\x83\x01\x82\x02\x03\x82\x04\x05", 8, TRUE},
      {"\xa2\x61\x61\x01\x61\x62\x82\x02\x03", 9, TRUE},
      {"\x5f\x42\x01\x02\x43\x03\x04\x05\xff", 9, TRUE},
      {"\x9f\x01\x82\x02\x03\x9f\x04\x05\xff\xff", 10, TRUE},
      {"\xbf\x61\x61\x01\x61\x62\x9f\x02\x03\xff\xff", 11, TRUE},
      {"\x9a\x08\x00\x00\x00", 5, FALSE},
      {"\xa1\x01", 2, FALSE},
      {"\x1c", 1, FALSE},
      {"\xbf\x61\x61\xff", 4, FALSE},
      {"\x62\x61", 2, FALSE},
      {"", 0, FALSE},
  };
  guint8 deep[HIKAE_CBOR_DEPTH_MAX + 2];
  HikaeCbor item;

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_test_message ("%u", i);
    g_assert_cmpint (
        hikae_cbor_parse ((const guint8 *)vectors[i].bytes, vectors[i].size, &item),
        ==,
        vectors[i].sound);
  }
  memset (deep, 0x81, sizeof deep);
  deep[sizeof deep - 1] = 0;
  g_assert_false (hikae_cbor_parse (deep, sizeof deep, &item));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/c2pa/intact", test_intact);
  g_test_add_func ("/c2pa/ingredient", test_ingredient);
  g_test_add_func ("/c2pa/maker", test_maker);
  g_test_add_func ("/c2pa/stranger", test_stranger);
  g_test_add_func ("/c2pa/other-kinds", test_other_kinds);
  g_test_add_func ("/c2pa/boxes", test_boxes);
  g_test_add_func ("/c2pa/expired", test_expired);
  g_test_add_func ("/c2pa/changed", test_changed);
  g_test_add_func ("/c2pa/cbor", test_cbor);
  return g_test_run ();
}
