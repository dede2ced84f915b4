/* hikae-recorder-private.h: what the proxy's connections share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-exchange.h"
#include "hikae-http-head.h"
#include "hikae-mint.h"
#include "hikae-recorder.h"
#include "hikae-wire.h"

G_BEGIN_DECLS

struct _HikaeRecorder {
  GSocketListener *listener;
  GThread *acceptor; /* (nullable) */
  GThreadPool *pool;
  GCancellable *cancellable;
  HikaeMint *mint;
  HikaeSpool *spool;
  GProxyResolver *resolver; /* (nullable) */
  GTlsDatabase *anchors;    /* (nullable) */
  gboolean refuse_media;
  char *uri;
  char *token;
  char *authorization; /* the field's whole expected value */
  guint16 port;
  gboolean stopped;

  GMutex lock; /* for all below */
  guint open;
  guint refused;
  guint64 bytes;
  GPtrArray *exchanges; /* (element-type HikaeExchange) */
  GHashTable *faults;   /* host → GTlsCertificateFlags */
  GHashTable *allowed;  /* set of hosts */
  GHashTable *failures; /* address → message */
};

/* One client's connection, to its end. A thread of the service. */
void hikae_recorder_serve (HikaeRecorder *self, GSocketConnection *client);
/* Takes @exchange. */
void hikae_recorder_take_exchange (HikaeRecorder *self, HikaeExchange *exchange);
void
hikae_recorder_set_failure (HikaeRecorder *self, const char *uri, const char *message);
/* Notes the faults; whether to go on all the same. */
gboolean hikae_recorder_judge_certificate (HikaeRecorder *self,
                                           const char *host,
                                           GTlsCertificateFlags faults);

/* Keeps the bytes in @message, then hands them on. */
gboolean hikae_recorder_pass (HikaeRecorder *self,
                              HikaeWire *to,
                              HikaeMessage *message,
                              const void *bytes,
                              gsize size,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The body that belongs to @head; @to_head: it answers a HEAD request. */
gboolean hikae_recorder_pass_body (HikaeRecorder *self,
                                   HikaeWire *from,
                                   HikaeWire *to,
                                   HikaeMessage *message,
                                   const HikaeHttpHead *head,
                                   gboolean to_head,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeUpstream:
 *
 * A connection to a real site. @ip: (nullable); @facts: lines for the metadata record.
 */
typedef struct {
  HikaeWire *wire;
  char *key;
  char *ip;
  char *protocol;
  char *cipher;
  char *facts;
} HikaeUpstream;

HikaeUpstream *hikae_upstream_open (HikaeRecorder *recorder,
                                    const char *host,
                                    guint16 port,
                                    gboolean tls,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_upstream_free (HikaeUpstream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeUpstream, hikae_upstream_free)

G_END_DECLS
