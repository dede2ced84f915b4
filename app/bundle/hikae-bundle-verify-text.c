/* hikae-bundle-verify-text.c: VERIFY.txt: the check without any program of ours
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-documents.h"
#include "hikae-bundle-text.h"

#include <string.h>

static gboolean
is_partial (const HikaeBundlePlan *plan)
{
  return plan->withheld->len > 0 || plan->left_out->len > 0;
}

static char *
format_checks_by (const HikaeBundlePlan *plan, const char *program)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plan->content->seals->len; i++)
    g_string_append_printf (text,
                            "    %s %s-c seals/seal-%04u.sha256\n",
                            program,
                            is_partial (plan) ? "--ignore-missing " : "",
                            hikae_seal_get_number (plan->content->seals->pdata[i]));
  return g_string_free (text, FALSE);
}

static char *
format_seal_checks (const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;
  g_autofree char *template = hikae_bundle_load_template ("verify-seals", lang, "txt");
  g_autofree char *linux_lines = format_checks_by (plan, "sha256sum");
  g_autofree char *mac_lines = format_checks_by (plan, "shasum -a 256");

  if (plan->content->seals->len == 0)
    return g_strdup_printf ("%s\n", hikae_bundle_word (lang, "verify_no_seals"));
  return hikae_bundle_fill (
      template,
      "linux",
      linux_lines,
      "mac",
      mac_lines,
      "windows",
      hikae_bundle_word (
          lang, is_partial (plan) ? "verify_seal_windows_part" : "verify_seal_windows"),
      NULL);
}

static void
append_token (GString *text, const HikaeBundlePlan *plan, const HikaeBundleToken *token)
{
  const char *lang = plan->content->lang;
  guint seal = hikae_stamp_get_seal (token->stamp);
  g_autofree char *number = g_strdup_printf ("%u", seal);
  g_autofree char *time =
      hikae_bundle_format_time (hikae_stamp_get_gen_time (token->stamp));
  const char *authority = hikae_stamp_get_authority (token->stamp);
  g_autofree char *head = hikae_bundle_say (lang,
                                            "verify_token_head",
                                            "number",
                                            number,
                                            "authority",
                                            authority,
                                            "time",
                                            time,
                                            NULL);
  const char *chain = token->chain != NULL ? token->chain : "CHAIN.pem";

  g_string_append_printf (text, "\n%s\n", head);
  g_string_append_printf (text,
                          "    openssl ts -verify -token_in -in %s.tst -data "
                          "seals/seal-%04u.sha256 -CAfile %s -attime %" G_GINT64_FORMAT
                          "\n  %s\n",
                          token->base,
                          seal,
                          chain,
                          token->epoch,
                          hikae_bundle_word (lang, "verify_token_expected"));
  g_string_append_printf (
      text,
      "    openssl cms -verify -binary -inform DER -in %s.tst -CAfile "
      "%s -purpose timestampsign -attime %" G_GINT64_FORMAT " -out t.der\n"
      "    openssl asn1parse -inform DER -in t.der\n"
      "    openssl dgst -sha256 seals/seal-%04u.sha256\n  %s\n",
      token->base,
      chain,
      token->epoch,
      seal,
      hikae_bundle_word (lang, "verify_cms_expected"));
  g_string_append_printf (text,
                          "  %s\n    openssl ts -reply -token_in -in %s.tst -token_out "
                          "-text\n",
                          hikae_bundle_word (lang, "verify_read"),
                          token->base);
  if (token->record != NULL)
    g_string_append_printf (text,
                            "  %s\n    hikae-cli tsa verify-record --data "
                            "seals/seal-%04u.sha256 %s.ers\n",
                            hikae_bundle_word (lang, "verify_record"),
                            seal,
                            token->base);
}

static char *
format_tokens (const HikaeBundlePlan *plan)
{
  GString *text = g_string_new (NULL);

  if (plan->tokens->len == 0)
    g_string_append_printf (
        text, "%s\n", hikae_bundle_word (plan->content->lang, "verify_no_tokens"));
  for (guint i = 0; i < plan->tokens->len; i++)
    append_token (text, plan, plan->tokens->pdata[i]);
  return g_string_free (text, FALSE);
}

/* openssl reads one certificate of a file and a chain has several: awk gives it each. */
static char *
format_fingerprints (const HikaeBundlePlan *plan)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GList) names = g_hash_table_get_keys (plan->chains);

  names = g_list_sort (g_steal_pointer (&names), (GCompareFunc)strcmp);
  for (GList *at = names; at != NULL; at = at->next)
    g_string_append_printf (
        text,
        "    awk '/-BEGIN/{c=\"openssl x509 -noout -subject -issuer "
        "-fingerprint -sha256\"} c{print|c} /-END/{close(c); c=\"\"}' "
        "%s\n",
        (const char *)at->data);
  if (names != NULL)
    g_string_append_printf (
        text, "  %s\n", hikae_bundle_word (plan->content->lang, "verify_roots_expected"));
  return g_string_free (text, FALSE);
}

GBytes *
hikae_bundle_render_verify (const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;
  g_autofree char *template = hikae_bundle_load_template ("verify", lang, "txt");
  g_autofree char *seals = format_seal_checks (plan);
  g_autofree char *tokens = format_tokens (plan);
  g_autofree char *fingerprints = format_fingerprints (plan);
  char *text = hikae_bundle_fill (
      template,
      "example",
      "data/custody.jsonl",
      "partial",
      is_partial (plan) ? hikae_bundle_word (lang, "verify_partial") : "",
      "seal_checks",
      seals,
      "tokens",
      tokens,
      "fingerprints",
      fingerprints,
      NULL);

  return g_bytes_new_take (text, strlen (text));
}
