/* test-tsa-rules.c: rules that need a hierarchy of our own: keys, revocation, times
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-der-private.h"
#include "hikae-hasher.h"
#include "hikae-test-pki.h"
#include "hikae-test-status.h"
#include "hikae-test.h"
#include "hikae-tsa-ocsp-private.h"
#include "hikae-tsa-request.h"
#include "hikae-tsa-verifier.h"

#include <string.h>

#define DAY (24 * 60 * 60)
#define GEN_TEXT "20261101120000Z"
#define GEN_SECONDS G_GINT64_CONSTANT (1793534400)

static const char data[] = "abc";

typedef struct {
  HikaeTestPki *pki;
  GBytes *token;
  GBytes *anchors;
  GBytes *data;
} Fixture;

static Fixture
make_fixture (const char *algorithm, gint64 not_after, const char *time)
{
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, data, sizeof data - 1);
  Fixture fixture = {0};

  fixture.pki = hikae_test_pki_new ("Rules", algorithm, not_after);
  fixture.token = hikae_test_pki_sign_token (fixture.pki, digest.bytes, time);
  fixture.anchors = hikae_test_pki_format_root (fixture.pki);
  fixture.data = g_bytes_new_static (data, sizeof data - 1);
  return fixture;
}

static void
clear_fixture (Fixture *fixture)
{
  g_clear_pointer (&fixture->pki, hikae_test_pki_free);
  g_clear_pointer (&fixture->token, g_bytes_unref);
  g_clear_pointer (&fixture->anchors, g_bytes_unref);
  g_clear_pointer (&fixture->data, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, clear_fixture)

static HikaeTsaInput
make_input (const Fixture *fixture)
{
  HikaeTsaInput input = {
      .token = fixture->token,
      .data = fixture->data,
      .anchors = fixture->anchors,
      .now = (GEN_SECONDS + 30 * (gint64)DAY) * G_USEC_PER_SEC,
  };

  return input;
}

static void
check (const HikaeTsaInput *input, HikaeTsaState state, const char *code)
{
  g_autoptr (HikaeTsaVerdict) verdict = hikae_tsa_verify (input);
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);

  g_test_message ("%s: %s", codes, verdict->sentence);
  g_assert_cmpstr (
      hikae_tsa_state_get_name (verdict->state), ==, hikae_tsa_state_get_name (state));
  if (code != NULL)
    g_assert_true (
        g_ptr_array_find_with_equal_func (verdict->codes, code, g_str_equal, NULL));
}

static void
test_algorithms (void)
{
  static const char *const algorithms[] = {"EC", "RSA", "ED25519"};

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    g_auto (Fixture) fixture = make_fixture (algorithms[i], 0, GEN_TEXT);
    HikaeTsaInput input = make_input (&fixture);

    g_test_message ("%s", algorithms[i]);
    check (&input, HIKAE_TSA_VALID, NULL);
  }
}

/* A certificate that ends after the stamp does not undo it; before, it does. */
static void
test_expiry (void)
{
  g_auto (Fixture) good = make_fixture ("EC", GEN_SECONDS + DAY, GEN_TEXT);
  g_auto (Fixture) bad = make_fixture ("EC", GEN_SECONDS - DAY, GEN_TEXT);
  HikaeTsaInput good_input = make_input (&good);
  HikaeTsaInput bad_input = make_input (&bad);

  check (&good_input, HIKAE_TSA_VALID, NULL);
  check (&bad_input, HIKAE_TSA_INVALID, "CHAIN_TIME");
}

static void
test_gen_time (void)
{
  static const struct {
    const char *text;
    gboolean good;
  } cases[] = {
      {"20261101120000Z", TRUE},
      {"20261101120000.5Z", TRUE},
      {"20261101120000.123456789Z", TRUE},
      {"20240229120000Z", TRUE},
      {"20261101120000", FALSE},
      {"202611011200Z", FALSE},
      {"20261101120000.Z", FALSE},
      {"20261101120000,5Z", FALSE},
      {"20261101120000+0900", FALSE},
      {"20261301120000Z", FALSE},
      {"20250229120000Z", FALSE},
      {"20261101240000Z", FALSE},
      {"20261101126000Z", FALSE},
      {"20261101120061Z", FALSE},
      {"261101120000Z", FALSE},
      {"2026 101120000Z", FALSE},
      {"20261101120000Zz", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Fixture) fixture = make_fixture ("EC", 0, cases[i].text);
    HikaeTsaInput input = make_input (&fixture);

    g_test_message ("%s", cases[i].text);
    check (&input,
           cases[i].good ? HIKAE_TSA_VALID : HIKAE_TSA_INVALID,
           cases[i].good ? NULL : "GENTIME_SYNTAX");
  }
}

/* RFC 3161 §4, and the lists that count are those made after the stamp. */
static void
test_revocation (void)
{
  static const struct {
    gint64 issued;
    gint64 revoked; /* relative to the stamp; 0: not */
    int reason;
    HikaeTsaState state;
    const char *code;
  } cases[] = {
      {DAY, 0, -1, HIKAE_TSA_VALID, NULL},
      {-2 * DAY, 0, -1, HIKAE_TSA_VALID, NULL},
      /* Out of force before the stamp: says nothing of it. */
      {-30 * DAY, 0, -1, HIKAE_TSA_INDETERMINATE, "REVOCATION_UNKNOWN"},
      {DAY, -DAY, 5, HIKAE_TSA_INVALID, "REVOKED"},
      {DAY, -DAY, 1, HIKAE_TSA_INVALID, "REVOKED"},
      {2 * DAY, DAY, 1, HIKAE_TSA_INVALID, "REVOKED"},
      {2 * DAY, DAY, 2, HIKAE_TSA_INVALID, "REVOKED"},
      {2 * DAY, DAY, 6, HIKAE_TSA_INVALID, "REVOKED"},
      {2 * DAY, DAY, -1, HIKAE_TSA_INVALID, "REVOKED"},
      {2 * DAY, DAY, 0, HIKAE_TSA_VALID, "REVOKED_LATER"},
      {2 * DAY, DAY, 3, HIKAE_TSA_VALID, "REVOKED_LATER"},
      {2 * DAY, DAY, 4, HIKAE_TSA_VALID, "REVOKED_LATER"},
      {2 * DAY, DAY, 5, HIKAE_TSA_VALID, "REVOKED_LATER"},
  };
  g_auto (Fixture) fixture = make_fixture ("EC", 0, GEN_TEXT);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 revoked = cases[i].revoked != 0 ? GEN_SECONDS + cases[i].revoked : 0;
    g_autoptr (GBytes) crls = hikae_test_pki_format_crls (
        fixture.pki, GEN_SECONDS + cases[i].issued, revoked, cases[i].reason);
    HikaeTsaInput input = make_input (&fixture);

    input.crls = crls;
    input.strict_revocation = TRUE;
    g_test_message ("case %u", i);
    check (&input, cases[i].state, cases[i].code);
  }
}

static void
test_revocation_absent (void)
{
  g_auto (Fixture) fixture = make_fixture ("EC", 0, GEN_TEXT);
  g_autoptr (HikaeTestPki) other = hikae_test_pki_new ("Rules", "EC", 0);
  g_autoptr (GBytes) forged =
      hikae_test_pki_format_crls (other, GEN_SECONDS + DAY, GEN_SECONDS - DAY, 1);
  HikaeTsaInput input = make_input (&fixture);

  check (&input, HIKAE_TSA_VALID, "REVOCATION_UNCHECKED");
  input.strict_revocation = TRUE;
  check (&input, HIKAE_TSA_INDETERMINATE, "REVOCATION_UNKNOWN");
  /* A list of the same name by another key speaks for nobody. */
  input.crls = forged;
  check (&input, HIKAE_TSA_INDETERMINATE, "REVOCATION_UNKNOWN");
}

/* The contents of a value and a value around it. */
static GByteArray *
wrap (guint8 tag, GByteArray *inside)
{
  GByteArray *array = g_byte_array_new ();

  hikae_der_append (array, tag, inside->data, inside->len);
  g_byte_array_unref (inside);
  return array;
}

static void
take_value (HikaeReader *reader, guint8 tag, GByteArray *into, HikaeDer *value)
{
  g_assert_true (hikae_der_expect (reader, tag, value));
  if (into != NULL)
    g_byte_array_append (into, value->bytes, (guint)value->size);
}

/* @token with @info, named by @oid, in its crls field (RFC 5940 §2). */
static GBytes *
embed (GBytes *token, const char *oid, gsize oid_size, GBytes *info)
{
  GByteArray *other = g_byte_array_new ();
  GByteArray *signed_data = g_byte_array_new ();
  GByteArray *outer = g_byte_array_new ();
  HikaeReader reader = {0};
  HikaeDer one = {0};

  hikae_der_append (other, HIKAE_DER_OID, oid, oid_size);
  g_byte_array_append (
      other, g_bytes_get_data (info, NULL), (guint)g_bytes_get_size (info));
  other = wrap (HIKAE_DER_CONTEXT_CONSTRUCTED (1),
                wrap (HIKAE_DER_CONTEXT_CONSTRUCTED (1), other));
  hikae_reader_init (&reader, g_bytes_get_data (token, NULL), g_bytes_get_size (token));
  take_value (&reader, HIKAE_DER_SEQUENCE, NULL, &one);
  reader = one.content;
  take_value (&reader, HIKAE_DER_OID, outer, &one);
  take_value (&reader, HIKAE_DER_CONTEXT_CONSTRUCTED (0), NULL, &one);
  reader = one.content;
  take_value (&reader, HIKAE_DER_SEQUENCE, NULL, &one);
  reader = one.content;
  take_value (&reader, HIKAE_DER_INTEGER, NULL, &one);
  /* Other lists make it version 5 (RFC 5652 §5.1). */
  g_byte_array_append (signed_data, (const guint8 *)"\2\1\5", 3);
  take_value (&reader, HIKAE_DER_SET, signed_data, &one);
  take_value (&reader, HIKAE_DER_SEQUENCE, signed_data, &one);
  take_value (&reader, HIKAE_DER_CONTEXT_CONSTRUCTED (0), signed_data, &one);
  g_byte_array_append (signed_data, other->data, other->len);
  take_value (&reader, HIKAE_DER_SET, signed_data, &one);
  signed_data =
      wrap (HIKAE_DER_CONTEXT_CONSTRUCTED (0), wrap (HIKAE_DER_SEQUENCE, signed_data));
  g_byte_array_append (outer, signed_data->data, signed_data->len);
  g_byte_array_unref (signed_data);
  g_byte_array_unref (other);
  return g_byte_array_free_to_bytes (wrap (HIKAE_DER_SEQUENCE, outer));
}

/* The BasicOCSPResponse inside an OCSPResponse. */
static GBytes *
take_basic (GBytes *response)
{
  HikaeReader reader = {0};
  HikaeDer one = {0};

  hikae_reader_init (
      &reader, g_bytes_get_data (response, NULL), g_bytes_get_size (response));
  take_value (&reader, HIKAE_DER_SEQUENCE, NULL, &one);
  reader = one.content;
  take_value (&reader, 0x0a, NULL, &one);
  take_value (&reader, HIKAE_DER_CONTEXT_CONSTRUCTED (0), NULL, &one);
  reader = one.content;
  take_value (&reader, HIKAE_DER_SEQUENCE, NULL, &one);
  reader = one.content;
  take_value (&reader, HIKAE_DER_OID, NULL, &one);
  take_value (&reader, HIKAE_DER_OCTET_STRING, NULL, &one);
  return g_bytes_new (hikae_der_get_content (&one, &(gsize){0}), one.content.size);
}

/* RFC 5940: what stands in the token's own crls field counts like what was fetched; of
 * another authority, or in a format that nobody knows, it says nothing. */
static void
test_embedded_answers (void)
{
  static const char response_oid[] = "\x2b\6\1\5\5\7\x10\2";
  static const char basic_oid[] = "\x2b\6\1\5\5\7\x30\1\1";
  static const char unknown_oid[] = "\x2b\6\1\5\5\7\x10\x7f";
  static const struct {
    const char *oid;
    gboolean basic;
    gboolean others;
    gint64 revoked;
    int reason;
    HikaeTsaState state;
    const char *code;
  } cases[] = {
      {response_oid, FALSE, FALSE, 0, -1, HIKAE_TSA_VALID, NULL},
      {basic_oid, TRUE, FALSE, 0, -1, HIKAE_TSA_VALID, NULL},
      {response_oid, FALSE, FALSE, -DAY, 4, HIKAE_TSA_INVALID, "REVOKED"},
      {basic_oid, TRUE, FALSE, DAY, 1, HIKAE_TSA_INVALID, "REVOKED"},
      {response_oid, FALSE, FALSE, DAY, 4, HIKAE_TSA_VALID, "REVOKED_LATER"},
      {unknown_oid, FALSE, FALSE, 0, -1, HIKAE_TSA_INDETERMINATE, "REVOCATION_UNKNOWN"},
      {response_oid, TRUE, FALSE, 0, -1, HIKAE_TSA_INDETERMINATE, "REVOCATION_UNKNOWN"},
      {basic_oid, FALSE, FALSE, 0, -1, HIKAE_TSA_INDETERMINATE, "REVOCATION_UNKNOWN"},
      {response_oid, FALSE, TRUE, 0, -1, HIKAE_TSA_INDETERMINATE, "REVOCATION_UNKNOWN"},
  };
  g_auto (Fixture) fixture = make_fixture ("EC", 0, GEN_TEXT);
  g_autoptr (HikaeTestPki) other = hikae_test_pki_new ("Rules", "EC", 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const HikaeTestPki *pki = cases[i].others ? other : fixture.pki;
    HikaeTestRevocation state = {
        .issued = GEN_SECONDS + 2 * DAY,
        .revoked = cases[i].revoked != 0 ? GEN_SECONDS + cases[i].revoked : 0,
        .reason = cases[i].reason,
    };
    g_autoptr (GBytes) request = hikae_tsa_ocsp_make_request (pki->signer, pki->ca);
    g_autoptr (GBytes) response = hikae_test_status_answer (pki, request, &state);
    g_autoptr (GBytes) basic = take_basic (response);
    g_autoptr (GBytes) token = embed (fixture.token,
                                      cases[i].oid,
                                      strlen (cases[i].oid),
                                      cases[i].basic ? basic : response);
    g_autoptr (GBytes) crl = hikae_test_status_format_crl (fixture.pki, TRUE, &state);
    HikaeTsaInput input = make_input (&fixture);

    g_test_message ("case %u", i);
    input.crls = crl;
    input.strict_revocation = TRUE;
    check (&input, HIKAE_TSA_INDETERMINATE, "REVOCATION_UNKNOWN");
    input.token = token;
    check (&input, cases[i].state, cases[i].code);
  }
}

/* Same names, other keys: the wrong generation in the pool must not spoil the chain, and
 * as an anchor it must not vouch for anything. */
static void
test_same_names (void)
{
  g_auto (Fixture) fixture = make_fixture ("EC", 0, GEN_TEXT);
  g_autoptr (HikaeTestPki) other = hikae_test_pki_new ("Rules", "EC", 0);
  g_autoptr (GBytes) other_ca = hikae_test_pki_format_ca (other);
  g_autoptr (GBytes) other_root = hikae_test_pki_format_root (other);
  HikaeTsaInput input = make_input (&fixture);

  input.untrusted = other_ca;
  check (&input, HIKAE_TSA_VALID, NULL);
  input.anchors = other_root;
  check (&input, HIKAE_TSA_INDETERMINATE, "CHAIN_TRUST");
}

static void
test_imprint (void)
{
  static const struct {
    const char *text;
    gboolean good;
  } cases[] = {
      {"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", TRUE},
      {"SHA256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", TRUE},
      {"sha3-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
       FALSE},
      {"sha256:aa7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", FALSE},
      {"sha256:ba78", FALSE},
      {"sha256:", FALSE},
      {"nonsense", FALSE},
      {"", FALSE},
  };
  g_auto (Fixture) fixture = make_fixture ("EC", 0, GEN_TEXT);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    HikaeTsaInput input = make_input (&fixture);

    input.data = NULL;
    input.imprint = cases[i].text;
    check (&input,
           cases[i].good ? HIKAE_TSA_VALID : HIKAE_TSA_INVALID,
           cases[i].good ? NULL : "IMPRINT_MISMATCH");
  }
}

static void
test_without_anchors (void)
{
  g_auto (Fixture) fixture = make_fixture ("EC", 0, GEN_TEXT);
  HikaeTsaInput input = make_input (&fixture);

  input.anchors = NULL;
  check (&input, HIKAE_TSA_INDETERMINATE, "CHAIN_TRUST");
  input.anchors = fixture.anchors;
  input.data = NULL;
  check (&input, HIKAE_TSA_INDETERMINATE, "IMPRINT_UNCHECKED");
}

/* Every single-byte change and every cut: never a crash, never "valid" when the cut took
 * something away, and never valid for another time. */
static void
test_mutations (void)
{
  g_auto (Fixture) fixture = make_fixture ("EC", 0, GEN_TEXT);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (fixture.token, &size);
  guint unseen = 0;

  for (gsize i = 0; i < size; i++) {
    g_autofree guint8 *copy = g_memdup2 (bytes, size);
    g_autoptr (GBytes) cut = g_bytes_new (bytes, i);
    HikaeTsaInput input = make_input (&fixture);
    g_autoptr (HikaeTsaVerdict) verdict = NULL;

    input.token = cut;
    check (&input, HIKAE_TSA_INVALID, "PARSE");
    copy[i] ^= (guint8)(1u << i % 8);
    input.token = g_bytes_new_static (copy, size);
    verdict = hikae_tsa_verify (&input);
    g_assert_nonnull (verdict->sentence);
    /* What no signature covers (versions, the list of digests, letters of a name) may be
     * another; what is said stays. */
    if (verdict->state == HIKAE_TSA_VALID) {
      g_assert_cmpint (verdict->gen_time, ==, GEN_SECONDS * G_USEC_PER_SEC);
      unseen++;
    }
    g_bytes_unref (input.token);
  }
  g_assert_cmpuint (unseen, <, size / 40);
}

static void
test_query (void)
{
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA512, "abc", 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = hikae_tsa_request_new (&digest, NULL, &error);
  g_autoptr (GBytes) again = hikae_tsa_request_new (&digest, NULL, &error);
  g_autoptr (GBytes) bad = NULL;

  g_assert_no_error (error);
  g_assert_false (g_bytes_equal (plain, again));
  g_assert_cmpuint (g_bytes_get_size (plain), ==, g_bytes_get_size (again));
  bad = hikae_tsa_request_new (&digest, "not an oid", &error);
  g_assert_null (bad);
  hikae_assert_error (error, HIKAE_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tsa/rules/algorithms", test_algorithms);
  g_test_add_func ("/tsa/rules/expiry", test_expiry);
  g_test_add_func ("/tsa/rules/gen-time", test_gen_time);
  g_test_add_func ("/tsa/rules/revocation", test_revocation);
  g_test_add_func ("/tsa/rules/revocation-absent", test_revocation_absent);
  g_test_add_func ("/tsa/rules/embedded-answers", test_embedded_answers);
  g_test_add_func ("/tsa/rules/same-names", test_same_names);
  g_test_add_func ("/tsa/rules/imprint", test_imprint);
  g_test_add_func ("/tsa/rules/without-anchors", test_without_anchors);
  g_test_add_func ("/tsa/rules/mutations", test_mutations);
  g_test_add_func ("/tsa/rules/query", test_query);
  return g_test_run ();
}
