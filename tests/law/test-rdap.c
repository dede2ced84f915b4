/* test-rdap.c: which server is asked, what is taken from its answer, what is not
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-law-host.h"
#include "hikae-rdap.h"
#include "hikae-test.h"

#include <string.h>

static void
test_registrable (void)
{
  static const char *const rows[][2] = {
      {"www.example.com", "example.com"},
      {"example.com", "example.com"},
      {"a.b.example.co.jp", "example.co.jp"},
      {"example.co.jp", "example.co.jp"},
      {"co.jp", NULL},
      {"jp", NULL},
      {"user.github.io", "github.io"},
      {"img.site.board.example", "board.example"},
      {"www.xn--r8jz45g.xn--zckzah", "xn--r8jz45g.xn--zckzah"},
      {"192.0.2.1", NULL},
      {"2001:db8::1", NULL},
      {"shop.city.kawasaki.jp", "city.kawasaki.jp"},
      {"a.b.c.kawasaki.jp", "b.c.kawasaki.jp"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *domain = hikae_law_dup_registrable (rows[i][0]);

    g_assert_cmpstr (domain, ==, rows[i][1]);
  }
  g_assert_null (hikae_law_dup_registrable (NULL));
}

static void
test_where (void)
{
  static const char *const rows[][2] = {
      {"example.com", "https://rdap.verisign.com/com/v1/domain/example.com"},
      {"example.cz", "https://rdap.nic.cz/domain/example.cz"},
      {"example.jp", NULL},
      {"193.0.6.139", "https://rdap.db.ripe.net/ip/193.0.6.139"},
      {"2001:200::1", "https://rdap.apnic.net/ip/2001:200::1"},
      {"com.evil/../x", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *url = hikae_rdap_dup_url (rows[i][0], NULL);

    g_assert_cmpstr (url, ==, rows[i][1]);
  }
}

static const char registrar_answer[] =
    "{\"objectClassName\":\"domain\",\"ldhName\":\"SITE.EXAMPLE\",\"links\":[{\"rel\":"
    "\"self\",\"type\":\"application/rdap+json\",\"href\":\"https://r.example/domain/"
    "x\"},"
    "{\"rel\":\"related\",\"type\":\"application/rdap+json\",\"href\":\"https://"
    "rdap.registrar.example/domain/site.example\"}],\"entities\":[{\"objectClassName\":"
    "\"entity\",\"roles\":[\"registrar\"],\"vcardArray\":[\"vcard\",[[\"version\",{},"
    "\"text\",\"4.0\"],[\"fn\",{},\"text\",\"Registrar, Inc.\"]]],\"entities\":[{"
    "\"roles\":[\"abuse\"],\"vcardArray\":[\"vcard\",[[\"fn\",{},\"text\",\"Abuse "
    "desk\"],[\"tel\",{\"type\":\"voice\"},\"uri\",\"tel:+1.5555551212\"],[\"email\",{},"
    "\"text\",\"abuse@registrar.example\"]]]}]}]}";

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) reply = hikae_rdap_read (registrar_answer, -1, &error);
  JsonObject *contact = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (hikae_json_get_string (reply, "name"), ==, "SITE.EXAMPLE");
  g_assert_cmpstr (hikae_json_get_string (reply, "registrar"), ==, "Registrar, Inc.");
  g_assert_cmpstr (hikae_json_get_string (reply, "related"),
                   ==,
                   "https://rdap.registrar.example/domain/site.example");
  g_assert_cmpuint (
      json_array_get_length (hikae_json_get_array (reply, "contacts")), ==, 1);
  contact = json_array_get_object_element (hikae_json_get_array (reply, "contacts"), 0);
  g_assert_cmpstr (
      hikae_json_get_string (contact, "email"), ==, "abuse@registrar.example");
  g_assert_cmpstr (hikae_json_get_string (contact, "phone"), ==, "+1.5555551212");
  g_assert_cmpstr (hikae_json_get_string (contact, "name"), ==, "Abuse desk");
}

/* What a hostile registry says instead of an address, and of a telephone number. */
static void
test_hostile_values (void)
{
  static const char *const mails[] = {
      "",
      "abuse",
      "@site.example",
      "abuse@",
      "abuse@site",
      "a b@site.example",
      "abuse@site.example\\r\\nBcc: all@site.example",
      "abuse@site.example,other@site.example",
      "<abuse@site.example>",
      "abuse@site.example?subject=x",
      "\\u202eabuse@site.example",
      "abuse@sit\\u00e9.example",
      ".abuse@site.example",
      "ab..use@site.example",
      "abuse@@site.example",
      "abuse@site.example/",
      "javascript:alert(1)@x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (mails); i++) {
    g_autofree char *text = g_strdup_printf (
        "{\"objectClassName\":\"domain\",\"entities\":[{\"roles\":[\"abuse\"],"
        "\"vcardArray\":[\"vcard\",[[\"email\",{},\"text\",\"%s\"],[\"tel\",{},\"uri\","
        "\"tel:call me\"]]]}]}",
        mails[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonObject) reply = hikae_rdap_read (text, -1, &error);

    g_assert_no_error (error);
    if (json_array_get_length (hikae_json_get_array (reply, "contacts")) != 0)
      g_error ("taken as an address: %s", mails[i]);
  }
}

/* Shapes that no registry sends. None may crash; what is no answer is refused. */
static void
test_hostile_shapes (void)
{
  static const char *const accepted[] = {
      "{\"objectClassName\":\"domain\"}",
      "{\"objectClassName\":\"domain\",\"entities\":7}",
      "{\"objectClassName\":\"domain\",\"entities\":[null,[],7,\"x\",{}]}",
      "{\"objectClassName\":\"domain\",\"entities\":[{\"roles\":\"abuse\"}]}",
      "{\"objectClassName\":\"domain\",\"entities\":[{\"roles\":[null,{}]}]}",
      "{\"objectClassName\":\"domain\",\"entities\":[{\"roles\":[\"abuse\"],"
      "\"vcardArray\":[]}]}",
      "{\"objectClassName\":\"domain\",\"entities\":[{\"roles\":[\"abuse\"],"
      "\"vcardArray\":[\"vcard\",[7,[],[\"email\"],[\"email\",{},\"text\"],[\"email\",{},"
      "\"text\",[]],[{},{},{},{}]]]}]}",
      "{\"objectClassName\":\"domain\",\"links\":[7,{\"rel\":\"related\"},{\"rel\":"
      "\"related\",\"type\":\"application/rdap+json\",\"href\":\"no address\"}]}",
      "{\"errorCode\":404,\"title\":\"nothing\"}",
  };
  static const char *const refused[] = {
      "", "[]", "{}", "7", "<html></html>", "{\"objectClassName\":7}", "{\"a\":"};
  g_autoptr (GString) deep = g_string_new ("{\"objectClassName\":\"domain\"");

  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonObject) reply = hikae_rdap_read (accepted[i], -1, &error);

    g_assert_no_error (error);
    g_assert_false (json_object_has_member (reply, "related"));
    g_assert_cmpuint (
        json_array_get_length (hikae_json_get_array (reply, "contacts")), ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hikae_rdap_read (refused[i], -1, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
  for (guint i = 0; i < 40; i++)
    g_string_append (deep, ",\"entities\":[{\"roles\":[\"abuse\"]");
  g_assert_null (hikae_rdap_read (deep->str, -1, NULL));
}

/* A thousand contacts: the first few are kept. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("{\"objectClassName\":\"x\",\"entities\":[");
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text,
                            "%s{\"roles\":[\"abuse\"],\"vcardArray\":[\"vcard\",[["
                            "\"email\",{},\"text\",\"a%u@site.example\"]]]}",
                            i > 0 ? "," : "",
                            i);
  g_string_append (text, "]}");
  reply = hikae_rdap_read (text->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (
      json_array_get_length (hikae_json_get_array (reply, "contacts")), ==, 16);
}

static void
test_cdn (void)
{
  static const char *const rows[][3] = {
      {"HTTP/1.1 200 OK\r\nServer: cloudflare\r\nCF-RAY: 1-NRT\r\n", NULL, "Cloudflare"},
      {"HTTP/2 200\nx-served-by: cache-tyo1\n", NULL, "Fastly"},
      {"HTTP/1.1 200 OK\r\nX-Amz-Cf-Id: abc==\r\n", NULL, "Amazon CloudFront"},
      {"HTTP/1.1 200 OK\r\nServer: AkamaiGHost\r\n", NULL, "Akamai"},
      {"HTTP/1.1 200 OK\r\nX-Note: cf-ray: no\r\nServer: nginx\r\n", NULL, NULL},
      {NULL, "CLOUDFLARENET", "Cloudflare"},
      {NULL, "SAKURA-NET", NULL},
      {NULL, NULL, NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) found = hikae_rdap_find_cdn (rows[i][0], rows[i][1]);

    g_assert_cmpstr (hikae_json_get_string (found, "name"), ==, rows[i][2]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rdap/registrable", test_registrable);
  g_test_add_func ("/rdap/where", test_where);
  g_test_add_func ("/rdap/read", test_read);
  g_test_add_func ("/rdap/hostile-values", test_hostile_values);
  g_test_add_func ("/rdap/hostile-shapes", test_hostile_shapes);
  g_test_add_func ("/rdap/many", test_many);
  g_test_add_func ("/rdap/cdn", test_cdn);
  return g_test_run ();
}
