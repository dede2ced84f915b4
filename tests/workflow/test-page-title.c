/* test-page-title.c: titles as pages write them, and addresses of log-in pages
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-page-title.h"
#include "hikae-test.h"
#include "hikae-zone.h"

#include <string.h>

static void
test_title (void)
{
  static const struct {
    const char *page;
    const char *type;
    const char *title;
  } cases[] = {
      {"<title>Tom &amp; Jerry&#39;s &#x3042;</title>", NULL, "Tom & Jerry's あ"},
      {"<TITLE lang=en>\n two\t words </TITLE >", "text/html", "two words"},
      {"<title>AT&T & more</title>", "text/html", NULL},
      {"<title>this & that</title>", "text/html", "this & that"},
      {"<title>caf&eacute;</title>", "text/html", NULL},
      {"<title>\x93\xfa\x96{</title>", "text/html; charset=Shift_JIS", "日本"},
      {"<meta charset=shift_jis><title>\x93\xfa\x96{</title>", "text/html", "日本"},
      {"<title>caf\xe9</title>", "text/html; charset=\"ISO-8859-1\"", "café"},
      {"<title>caf\xe9</title>", "text/html", NULL},
      {"<title>caf\xe9</title>", "text/html; charset=x-none", NULL},
      {"<!-- <title>old</title> --><script>'<title>js</title>'</script>"
       "<title>new</title>",
       "text/html",
       "new"},
      {"<title>&#0;</title>", "text/html", NULL},
      {"<title></title>", "text/html", NULL},
      {"no title", "text/html", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) page = g_bytes_new_static (cases[i].page, strlen (cases[i].page));
    g_autofree char *title = hikae_page_title_dup (page, cases[i].type);

    g_assert_cmpstr (title, ==, cases[i].title);
  }
}

static void
test_login (void)
{
  static const char *const yes[] = {"https://x.example/login?next=/a",
                                    "https://x.example/i/flow/login",
                                    "https://x.example/users/sign_in",
                                    "https://x.example/Login.php",
                                    "https://login.x.example/"};
  static const char *const no[] = {"https://x.example/lesson",
                                   "https://x.example/author/x",
                                   "https://x.example/a?from=login",
                                   "https://x.example/loginess",
                                   "https://x.example/flow/1",
                                   "https://classof.example/sso-notes",
                                   "not an address"};

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (hikae_page_is_login (yes[i]));
  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_false (hikae_page_is_login (no[i]));
}

static void
test_zone (void)
{
  static const char *const local[] = {"127.0.0.1",
                                      "127.1",
                                      "0x7f000001",
                                      "2130706433",
                                      "10.1.2.3",
                                      "100.64.0.1",
                                      "198.18.0.1",
                                      "::1",
                                      "fc00::1",
                                      "fd12::1",
                                      "64:ff9b:1::a00:1",
                                      "64:ff9b::a00:1",
                                      "::ffff:192.168.0.1",
                                      "LocalHost.",
                                      "printer.local"};
  static const char *const far[] = {
      "192.0.2.7", "8.8.8.8", "2001:4860::1", "64:ff9b::808:808", "1.example", "locals"};

  for (guint i = 0; i < G_N_ELEMENTS (local); i++)
    g_assert_true (hikae_zone_is_local_name (local[i]));
  for (guint i = 0; i < G_N_ELEMENTS (far); i++)
    g_assert_false (hikae_zone_is_local_name (far[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page-title/title", test_title);
  g_test_add_func ("/page-title/login", test_login);
  g_test_add_func ("/page-title/zone", test_zone);
  return g_test_run ();
}
