/* hikae-test-site.h: a small web site on loopback that also misbehaves
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeTestSite:
 *
 * Answers each path with bytes given beforehand, whole heads included, so that a test
 * can say anything a server may say. Threads of its own.
 */
typedef struct _HikaeTestSite HikaeTestSite;

/* @certificate: (nullable): with its key: speaks TLS. */
HikaeTestSite *hikae_test_site_new (GTlsCertificate *certificate);
void hikae_test_site_free (HikaeTestSite *self);
guint16 hikae_test_site_get_port (HikaeTestSite *self);
/* The answer to requests whose target begins with @path and that have no longer match.
 * @size -1: NUL-terminated. @close: closes after it. Before the site is first asked. */
void hikae_test_site_add (HikaeTestSite *self,
                          const char *path,
                          const char *answer,
                          gssize size,
                          gboolean close);
/* Sends @answer over and over, until the other side has enough. */
void hikae_test_site_add_endless (HikaeTestSite *self,
                                  const char *path,
                                  const char *head,
                                  const char *body);
/* (transfer full): heads of all requests so far, one after another. */
char *hikae_test_site_dup_log (HikaeTestSite *self);

/* A connection to this computer, by no proxy; what fails fails the test. */
GIOStream *hikae_test_site_connect (guint16 port);
void hikae_test_site_say (GIOStream *stream, const char *text);
/* (transfer full): everything until the other side closes. */
GString *hikae_test_site_read_all (GIOStream *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTestSite, hikae_test_site_free)

G_END_DECLS
