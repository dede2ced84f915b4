/* hikae-test-authority-private.h: what the parts of the test authority share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-test-authority.h"

G_BEGIN_DECLS

struct _HikaeTestAuthority {
  HikaeTestPki *pki;
  HikaeTestPki *stranger;
  GSocketListener *listener;
  GCancellable *stop;
  GThread *acceptor;
  GPtrArray *workers; /* (element-type GThread), only the acceptor's until joined */
  guint16 port;
  GMutex lock; /* guards what follows, and OpenSSL's responder */
  GHashTable *hits;
  GBytes *first;
  gint64 serial;
  gint64 shift; /* seconds */
  HikaeTestRevocation revocation;
};

/* (transfer full): with the lock held. */
GBytes *hikae_test_authority_answer_locked (HikaeTestAuthority *self,
                                            const char *behaviour,
                                            GBytes *query);

G_END_DECLS
