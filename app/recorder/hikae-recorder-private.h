/* hikae-recorder-private.h: what the proxy's connections share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-exchange.h"
#include "hikae-http-head.h"
#include "hikae-mint.h"
#include "hikae-recorder.h"
#include "hikae-target.h"
#include "hikae-text-gate.h"
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
  HikaeRecorderZone zone;
  char *entered; /* (nullable): the host that decides the zone, see hikae_recorder_enter()
                  */
  char *token;
  char *authorization; /* the field's whole expected value */
  char *mark;          /* in the head of each answer of its own; not secret */
  guint16 port;
  gboolean stopped;

  GMutex lock; /* for all below */
  guint open;
  guint refused;
  guint64 bytes;
  GPtrArray *exchanges; /* (element-type HikaeExchange) */
  GHashTable *faults;   /* host → GTlsCertificateFlags */
  GHashTable *allowed;  /* set of hosts whose certificate may be wrong */
  GHashTable *failures; /* address → GError */
};

/* One client's connection, to its end. A thread of the service. */
void hikae_recorder_serve (HikaeRecorder *self, GSocketConnection *client);
/* Takes @exchange. */
void hikae_recorder_take_exchange (HikaeRecorder *self, HikaeExchange *exchange);
void
hikae_recorder_set_failure (HikaeRecorder *self, const char *uri, const GError *error);
void hikae_recorder_note_refused (HikaeRecorder *self);
/* Whether @host at @address (nullable: known by name only) may be contacted; the first
 * one asked for may decide for the rest. */
gboolean
hikae_recorder_may_reach (HikaeRecorder *self, const char *host, GInetAddress *address);
/* Notes the faults; whether to go on all the same. */
gboolean hikae_recorder_judge_certificate (HikaeRecorder *self,
                                           const char *host,
                                           GTlsCertificateFlags faults);

/* Keeps the bytes in @message, and hands on nothing. */
gboolean hikae_recorder_keep (HikaeRecorder *self,
                              HikaeMessage *message,
                              const void *bytes,
                              gsize size,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Keeps the bytes in @message, then hands them on. */
gboolean hikae_recorder_pass (HikaeRecorder *self,
                              HikaeWire *to,
                              HikaeMessage *message,
                              const void *bytes,
                              gsize size,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The body of @message, one of @exchange, that belongs to @head; @to_head: it answers a
 * HEAD request. */
gboolean hikae_recorder_pass_body (HikaeRecorder *self,
                                   HikaeWire *from,
                                   HikaeWire *to,
                                   HikaeExchange *exchange,
                                   HikaeMessage *message,
                                   const HikaeHttpHead *head,
                                   gboolean to_head,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeConnection:
 * @socket: (not owned): the client's
 * @tunnel: inside CONNECT or SOCKS, where it leads; no host outside
 * @target: of the request at hand
 * @reused: the request goes over a connection that carried another
 * @counted: the request counts as under way
 *
 * One client's connection; one thread.
 */
typedef struct {
  HikaeRecorder *recorder;
  GSocket *socket;
  HikaeWire *client;
  struct _HikaeUpstream *upstream; /* (nullable) */
  HikaeTarget tunnel;
  HikaeTarget target;
  gboolean reused;
  gboolean counted;
} HikaeConnection;

/* Whether the client begins as SOCKS does. */
gboolean hikae_connection_is_socks (HikaeConnection *self);
/* Its token is right, and @tunnel says where it leads. */
gboolean hikae_connection_enter_socks (HikaeConnection *self);
/* One request with its answer, recorded; whether the client's connection can go on. */
gboolean hikae_connection_exchange (HikaeConnection *self, const HikaeHttpHead *head);
/* After 101 the bytes belong to another protocol and go both ways at their own pace,
 * until one side ends. They are kept in @exchange. */
void hikae_connection_tunnel (HikaeConnection *self, HikaeExchange *exchange);
/* The request no longer counts as under way. */
void hikae_connection_uncount (HikaeConnection *self);
/* A last word before the connection closes; a client that has gone does not hear it. */
void hikae_connection_say (HikaeConnection *self, const char *text);

/**
 * HikaeUpstream:
 *
 * A connection to a real site. @ip: (nullable); @facts: lines for the metadata record.
 */
typedef struct _HikaeUpstream {
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
