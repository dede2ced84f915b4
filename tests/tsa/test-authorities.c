/* test-authorities.c: the shipped authorities and those the user names
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-test-pki.h"
#include "hikae-test.h"

#include <string.h>

static void
test_shipped (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = hikae_authority_list_shipped (&error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint defaults = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++) {
    const HikaeAuthority *next = list->pdata[i];

    g_assert_true (g_hash_table_add (seen, next->id));
    g_assert_true (g_str_has_prefix (next->url, "http"));
    g_assert_nonnull (g_strstr_len (g_bytes_get_data (next->anchors, NULL),
                                    (gssize)g_bytes_get_size (next->anchors),
                                    "BEGIN CERT"));
    g_assert_cmpuint (strlen (next->last_checked), ==, 10);
    defaults += next->is_default ? 1 : 0;
    if (strcmp (next->id, "sectigo") == 0)
      g_assert_cmpuint (next->spacing_seconds, ==, 15);
  }
  g_assert_cmpuint (defaults, ==, 4);
  g_assert_true (g_hash_table_contains (seen, "digicert"));
  g_assert_true (g_hash_table_contains (seen, "globalsign"));
  g_assert_true (g_hash_table_contains (seen, "freetsa"));
}

static void
test_own (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Own", "EC", 0);
  g_autoptr (GBytes) ca = hikae_test_pki_format_root (pki);
  g_autoptr (HikaeAuthority) own =
      hikae_authority_new_for_url ("http://127.0.0.1:8318/tsa", ca, &error);
  g_autoptr (HikaeAuthority) again =
      hikae_authority_new_for_url ("http://127.0.0.1:8318/tsa", NULL, &error);
  g_autoptr (HikaeAuthority) shipped =
      hikae_authority_new_for_url ("digicert", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (own->id), <=, 32);
  g_assert_cmpstr (own->id, ==, again->id);
  g_assert_true (g_bytes_equal (own->anchors, ca));
  g_assert_cmpuint (g_bytes_get_size (again->anchors), ==, 0);
  g_assert_cmpstr (shipped->url, ==, "http://timestamp.digicert.com");
}

/* Some sell stamps by name and password in the address. The log is handed over. */
static void
test_login (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeAuthority) first =
      hikae_authority_new_for_url ("http://ngo:tk-81@tsa.test:80/a?b=c", NULL, &error);
  g_autoptr (HikaeAuthority) second =
      hikae_authority_new_for_url ("http://ngo:other@tsa.test:80/a?b=c", NULL, &error);
  g_autofree char *shown = hikae_authority_dup_shown_url (first);

  g_assert_no_error (error);
  g_assert_cmpstr (first->url, ==, "http://ngo:tk-81@tsa.test:80/a?b=c");
  g_assert_null (strstr (shown, "tk-81"));
  g_assert_nonnull (strstr (shown, "//tsa.test"));
  g_assert_true (g_str_has_suffix (shown, "/a?b=c"));
  g_assert_cmpstr (first->name, ==, shown);
  g_assert_cmpstr (first->id, ==, second->id);
}

static void
test_refused (void)
{
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) scheme = NULL;
  g_autoptr (GError) empty = NULL;

  g_assert_null (hikae_authority_new_for_url ("nobody", NULL, &unknown));
  hikae_assert_error (unknown, HIKAE_ERROR_NOT_FOUND);
  g_assert_null (hikae_authority_new_for_url ("file:///tmp/x", NULL, &scheme));
  hikae_assert_error (scheme, HIKAE_ERROR_NOT_FOUND);
  g_assert_null (hikae_authority_new_for_url ("http://a.test/", junk, &empty));
  hikae_assert_error (empty, HIKAE_ERROR_REJECTED);
}

/* The person's own: kept, listed, asked, told apart, removed; a broken one is shown. */
static void
test_kept (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *broken = g_build_filename (folder, "broken.ini", NULL);
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Own", "EC", 0);
  g_autoptr (GBytes) ca = hikae_test_pki_format_root (pki);
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);
  g_autoptr (HikaeAuthority) added = NULL;
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (GPtrArray) asked = NULL;
  g_autoptr (GPtrArray) shipped = hikae_authority_list_shipped (NULL);
  const char *const bad[] = {"nobody", "ftp://a.test/", "http://", "https:///x"};
  g_autoptr (GError) error = NULL;

  g_setenv ("HIKAE_AUTHORITIES_FOLDER", folder, TRUE);
  added = hikae_authority_add_own ("https://tsa.test/", ca, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (added->legal_class, ==, HIKAE_AUTHORITY_OWN_CLASS);
  g_assert_null (hikae_authority_add_own ("https://tsa.test/", ca, &error));
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (hikae_authority_add_own ("http://timestamp.digicert.com", ca, &error));
  hikae_assert_error (error, HIKAE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (hikae_authority_add_own ("https://other.test/", junk, &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_clear_error (&error);
    g_assert_null (hikae_authority_add_own (bad[i], ca, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (broken, "[authority", -1, NULL));
  own = hikae_authority_list_own ();
  known = hikae_authority_list_known (NULL);
  asked = hikae_authority_list_asked (NULL);
  g_assert_cmpuint (own->len, ==, 2);
  g_assert_cmpuint (known->len, ==, shipped->len + 1);
  g_assert_cmpstr (
      ((HikaeAuthority *)asked->pdata[asked->len - 1])->url, ==, "https://tsa.test/");
  g_assert_true (hikae_authority_remove_own ("broken", &error));
  g_assert_true (hikae_authority_remove_own (added->id, &error));
  g_assert_false (hikae_authority_remove_own (added->id, &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (hikae_authority_remove_own ("../../x", &error));
  hikae_assert_error (error, HIKAE_ERROR_NOT_FOUND);
  g_unsetenv ("HIKAE_AUTHORITIES_FOLDER");
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tsa/authority/shipped", test_shipped);
  g_test_add_func ("/tsa/authority/own", test_own);
  g_test_add_func ("/tsa/authority/login", test_login);
  g_test_add_func ("/tsa/authority/refused", test_refused);
  g_test_add_func ("/tsa/authority/kept", test_kept);
  return g_test_run ();
}
