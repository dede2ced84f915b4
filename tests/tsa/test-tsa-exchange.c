/* test-tsa-exchange.c: query, answer over HTTP, verdict: each misbehaviour gets its code
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-http-retry.h"
#include "hikae-test-authority.h"
#include "hikae-test.h"
#include "hikae-tsa-request.h"
#include "hikae-tsa-verifier.h"

#define POLICY "1.3.6.1.4.1.13762.3"

static HikaeTestAuthority *authority = NULL;
static const char data[] = "0123  data/items/000001.jpg\n";

static HikaeHttpReply *
ask (const char *behaviour, GBytes *query)
{
  g_autofree char *url = hikae_test_authority_dup_url (authority, behaviour);
  g_autoptr (GError) error = NULL;
  HikaeHttpRequest request = {
      .method = "POST",
      .url = url,
      .body = query,
      .content_type = "application/timestamp-query",
      .accept = "application/timestamp-reply",
      .max_size = HIKAE_TSA_REPLY_MAX,
      .connect_seconds = 5,
      .total_seconds = 10,
  };
  HikaeHttpReply *reply = hikae_http_perform (&request, NULL, &error);

  g_assert_no_error (error);
  return reply;
}

static GBytes *
make_query (void)
{
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, data, sizeof data - 1);
  g_autoptr (GError) error = NULL;
  GBytes *query = hikae_tsa_request_new (&digest, NULL, &error);

  g_assert_no_error (error);
  return query;
}

static HikaeTsaVerdict *
exchange (const char *behaviour)
{
  g_autoptr (GBytes) query = make_query ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, sizeof data - 1);
  g_autoptr (GBytes) anchors =
      hikae_test_pki_format_root (hikae_test_authority_get_pki (authority));
  g_autoptr (GBytes) untrusted =
      hikae_test_pki_format_ca (hikae_test_authority_get_pki (authority));
  g_autoptr (HikaeHttpReply) reply = ask (behaviour, query);
  HikaeTsaInput input = {
      .token = reply->body,
      .query = query,
      .data = bytes,
      .anchors = anchors,
      .untrusted = untrusted,
      .policies = POLICY,
      .now = g_get_real_time (),
      .sent_at = reply->sent_at,
      .received_at = reply->received_at,
      .form = HIKAE_TSA_FORM_RESPONSE,
  };

  return hikae_tsa_verify (&input);
}

static const struct {
  const char *behaviour;
  HikaeTsaState state;
  const char *code;
} cases[] = {
    {"", HIKAE_TSA_VALID, NULL},
    {"wrong-type", HIKAE_TSA_VALID, NULL},
    {"html", HIKAE_TSA_INVALID, "PARSE"},
    {"gzip", HIKAE_TSA_INVALID, "PARSE"},
    {"empty", HIKAE_TSA_INVALID, "PARSE"},
    {"truncated", HIKAE_TSA_INVALID, "PARSE"},
    {"trailing", HIKAE_TSA_INVALID, "TRAILING"},
    {"replay", HIKAE_TSA_INVALID, "NONCE_MISMATCH"},
    {"wrong-nonce", HIKAE_TSA_INVALID, "NONCE_MISMATCH"},
    {"no-nonce", HIKAE_TSA_INVALID, "NONCE_MISSING"},
    {"wrong-imprint", HIKAE_TSA_INVALID, "IMPRINT_MISMATCH"},
    {"wrong-policy", HIKAE_TSA_INVALID, "POLICY_MISMATCH"},
    {"rejection", HIKAE_TSA_INVALID, "REJECTED"},
    {"rejection-with-token", HIKAE_TSA_INVALID, "REJECTED"},
    {"past", HIKAE_TSA_INVALID, "CLOCK_WINDOW"},
    {"future", HIKAE_TSA_INVALID, "GENTIME_FUTURE"},
    {"stranger", HIKAE_TSA_INDETERMINATE, "CHAIN_TRUST"},
    {"no-certificate", HIKAE_TSA_INDETERMINATE, "SIGNER_CERT"},
};

static void
test_verdict (gconstpointer user_data)
{
  guint i = GPOINTER_TO_UINT (user_data);
  g_autoptr (HikaeTsaVerdict) verdict = exchange (cases[i].behaviour);
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);

  g_test_message ("%s: %s", codes, verdict->sentence);
  g_assert_cmpint (verdict->state, ==, cases[i].state);
  if (cases[i].code != NULL)
    g_assert_cmpstr (verdict->codes->pdata[0], ==, cases[i].code);
  if (cases[i].state != HIKAE_TSA_VALID)
    return;
  g_assert_cmpint (ABS (verdict->gen_time - g_get_real_time ()), <, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (verdict->accuracy_us, ==, G_USEC_PER_SEC);
  g_assert_cmpstr (verdict->policy, ==, POLICY);
  g_assert_cmpstr (verdict->imprint_algorithm, ==, "sha256");
  g_assert_nonnull (g_strstr_len (verdict->signer, -1, "Test signer"));
  g_assert_nonnull (verdict->chain);
  g_assert_cmpint (verdict->chain_ends, >, g_get_real_time ());
}

/* Two failures, then an answer: a new query each time, since one must never be reused. */
static void
test_flaky (void)
{
  g_autoptr (GHashTable) queries = g_hash_table_new_full (
      g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  guint attempt = 0;
  int wait = 0;

  while (wait != HIKAE_HTTP_NEVER) {
    g_autoptr (GBytes) query = make_query ();
    g_autoptr (HikaeHttpReply) reply = ask ("flaky", query);

    g_assert_true (g_hash_table_add (queries, g_bytes_ref (query)));
    wait = hikae_http_should_retry (reply, NULL, ++attempt);
    g_assert_cmpuint (reply->status, ==, wait == HIKAE_HTTP_NEVER ? 200 : 500);
  }
  g_assert_cmpuint (attempt, ==, 3);
}

int
main (int argc, char **argv)
{
  int result = 0;

  g_test_init (&argc, &argv, NULL);
  authority = hikae_test_authority_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf (
        "/tsa/exchange/%s", *cases[i].behaviour != '\0' ? cases[i].behaviour : "honest");

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_verdict);
  }
  g_test_add_func ("/tsa/exchange/flaky", test_flaky);
  result = g_test_run ();
  hikae_test_authority_free (authority);
  return result;
}
