/* hikae-film.c: frames of films; only inside the helper process
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only the containers and codecs of films that the web serves are opened; the rest of
 * the libraries' demultiplexers, and every protocol, stay shut. */
#include "config.h"

#include "hikae-film.h"

#include "hikae-error.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libswscale/swscale.h>
#include <string.h>

#define BUFFER_SIZE 65536
#define FORMATS "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
#define CODECS "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg4,h263"
/* More pixels than this are not decoded frame by frame. */
#define WHOLE_PIXELS_MAX ((gint64)1280 * 720 * 1500)
/* A key frame is taken when at least so much lies between it and the one before. */
#define KEY_GAP_US (G_TIME_SPAN_SECOND - G_TIME_SPAN_MILLISECOND)

typedef struct {
  const guint8 *bytes;
  gsize size;
  gsize at;
} Source;

typedef struct {
  Source source;
  AVIOContext *io;
  AVFormatContext *format;
  AVCodecContext *codec;
  AVStream *stream;
  AVPacket *packet;
  AVFrame *frame;
  struct SwsContext *scaler;
} Film;

static int
read_cb (void *opaque, uint8_t *out, int size)
{
  Source *source = opaque;
  const gsize count = MIN ((gsize)size, source->size - source->at);

  if (count == 0)
    return AVERROR_EOF;
  memcpy (out, source->bytes + source->at, count);
  source->at += count;
  return (int)count;
}

static int64_t
seek_cb (void *opaque, int64_t offset, int whence)
{
  Source *source = opaque;

  if ((whence & AVSEEK_SIZE) != 0)
    return (int64_t)source->size;
  whence &= ~AVSEEK_FORCE;
  if (whence == SEEK_CUR)
    offset += (int64_t)source->at;
  else if (whence == SEEK_END)
    offset += (int64_t)source->size;
  if (offset < 0 || (guint64)offset > source->size)
    return AVERROR (EINVAL);
  source->at = (gsize)offset;
  return offset;
}

static void
film_close (Film *film)
{
  sws_freeContext (film->scaler);
  av_frame_free (&film->frame);
  av_packet_free (&film->packet);
  avcodec_free_context (&film->codec);
  avformat_close_input (&film->format);
  if (film->io != NULL)
    av_freep (&film->io->buffer);
  avio_context_free (&film->io);
}

static gboolean
open_container (Film *film)
{
  AVDictionary *options = NULL;
  gboolean done = FALSE;

  film->io = avio_alloc_context (
      av_malloc (BUFFER_SIZE), BUFFER_SIZE, 0, &film->source, read_cb, NULL, seek_cb);
  film->format = avformat_alloc_context ();
  if (film->io == NULL || film->format == NULL)
    return FALSE;
  film->format->pb = film->io;
  film->format->flags |= AVFMT_FLAG_CUSTOM_IO;
  av_dict_set (&options, "format_whitelist", FORMATS, 0);
  av_dict_set (&options, "codec_whitelist", CODECS, 0);
  av_dict_set (&options, "protocol_whitelist", "", 0);
  av_dict_set (&options, "probesize", "5000000", 0);
  done = avformat_open_input (&film->format, "film", NULL, &options) == 0 &&
         avformat_find_stream_info (film->format, NULL) >= 0;
  av_dict_free (&options);
  return done;
}

static gboolean
open_decoder (Film *film, GError **error)
{
  const AVCodec *codec = NULL;
  const int index =
      av_find_best_stream (film->format, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);

  if (index < 0 || codec == NULL)
    return FALSE;
  film->stream = film->format->streams[index];
  for (guint i = 0; i < film->format->nb_streams; i++)
    if ((int)i != index)
      film->format->streams[i]->discard = AVDISCARD_ALL;
  if (!hikae_media_pixels_check_size (
          film->stream->codecpar->width, film->stream->codecpar->height, error))
    return FALSE;
  film->codec = avcodec_alloc_context3 (codec);
  film->packet = av_packet_alloc ();
  film->frame = av_frame_alloc ();
  if (film->codec == NULL || film->packet == NULL || film->frame == NULL ||
      avcodec_parameters_to_context (film->codec, film->stream->codecpar) < 0)
    return FALSE;
  film->codec->thread_count = 1;
  film->codec->max_pixels = HIKAE_MEDIA_PIXELS_MAX;
  film->codec->pkt_timebase = film->stream->time_base;
  return avcodec_open2 (film->codec, codec, NULL) == 0;
}

static gboolean
film_open (Film *film, const guint8 *bytes, gsize size, GError **error)
{
  memset (film, 0, sizeof *film);
  film->source = (Source){bytes, size, 0};
  if (open_container (film) && open_decoder (film, error))
    return TRUE;
  film_close (film);
  if (error != NULL && *error == NULL)
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the film could not be read");
  return FALSE;
}

/* The next decoded frame; FALSE at the end. Damaged packets are stepped over. */
static gboolean
next_frame (Film *film, gboolean key_only)
{
  for (;;) {
    int result = avcodec_receive_frame (film->codec, film->frame);

    if (result == 0)
      return TRUE;
    if (result != AVERROR (EAGAIN))
      return FALSE;
    result = av_read_frame (film->format, film->packet);
    if (result < 0) {
      (void)avcodec_send_packet (film->codec, NULL);
      continue;
    }
    if (film->packet->stream_index == film->stream->index &&
        (!key_only || (film->packet->flags & AV_PKT_FLAG_KEY) != 0))
      (void)avcodec_send_packet (film->codec, film->packet);
    av_packet_unref (film->packet);
  }
}

/* Red, green and blue of the frame at hand. (nullable) */
static HikaeMediaPixels *
convert_frame (Film *film)
{
  const int width = film->frame->width;
  const int height = film->frame->height;
  g_autofree guint8 *rgb = NULL;
  guint8 *planes[4] = {NULL};
  int strides[4] = {0};
  HikaeMediaPixels *self = NULL;

  if (!hikae_media_pixels_check_size (width, height, NULL))
    return NULL;
  film->scaler = sws_getCachedContext (film->scaler,
                                       width,
                                       height,
                                       film->frame->format,
                                       width,
                                       height,
                                       AV_PIX_FMT_RGB24,
                                       SWS_BILINEAR,
                                       NULL,
                                       NULL,
                                       NULL);
  if (film->scaler == NULL)
    return NULL;
  /* A row is written in whole vectors, the last one past its end. */
  rgb = g_malloc ((gsize)width * (gsize)height * 3 + AV_INPUT_BUFFER_PADDING_SIZE);
  planes[0] = rgb;
  strides[0] = width * 3;
  if (sws_scale (film->scaler,
                 (const guint8 *const *)film->frame->data,
                 film->frame->linesize,
                 0,
                 height,
                 planes,
                 strides) != height)
    return NULL;
  self = g_new0 (HikaeMediaPixels, 1);
  self->width = (guint)width;
  self->height = (guint)height;
  self->channels = 3;
  self->stride = (gsize)width * 3;
  self->rgba = rgb;
  self->owner = g_steal_pointer (&rgb);
  self->free_owner = g_free;
  return self;
}

void
hikae_film_prepare (void)
{
  av_log_set_level (AV_LOG_QUIET);
}

HikaeMediaPixels *
hikae_film_decode (HikaeMediaFormat format,
                   const guint8 *bytes,
                   gsize size,
                   GError **error)
{
  HikaeMediaPixels *self = NULL;
  Film film;

  if (!film_open (&film, bytes, size, error))
    return NULL;
  if (next_frame (&film, FALSE))
    self = convert_frame (&film);
  film_close (&film);
  if (self == NULL)
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the film could not be read");
  return self;
}

static gint64
get_frame_time (const Film *film)
{
  gint64 start =
      film->stream->start_time != AV_NOPTS_VALUE ? film->stream->start_time : 0;

  if (film->frame->best_effort_timestamp == AV_NOPTS_VALUE)
    return 0;
  return av_rescale_q (film->frame->best_effort_timestamp - start,
                       film->stream->time_base,
                       AV_TIME_BASE_Q);
}

static void
add_frame (Film *film, gint64 at, JsonArray *frames)
{
  g_autoptr (HikaeMediaPixels) pixels = convert_frame (film);
  JsonObject *object = NULL;
  g_autofree char *hex = NULL;
  HikaePdq pdq = {0};

  if (pixels == NULL)
    return;
  hikae_media_pixels_get_pdq (pixels, &pdq);
  hex = hikae_pdq_hash_format (&pdq.forms[HIKAE_PDQ_AS_IS]);
  object = json_object_new ();
  json_object_set_int_member (object, "at", at / G_TIME_SPAN_MILLISECOND);
  json_object_set_string_member (object, "hash", hex);
  json_object_set_int_member (object, "quality", pdq.quality);
  json_array_add_object_element (frames, object);
}

/* Whether all of its frames can be decoded in the time there is. */
static gboolean
is_short (const Film *film)
{
  const AVRational rate = film->stream->avg_frame_rate;
  const gint64 pixels = (gint64)film->codec->width * film->codec->height;
  const gint64 seconds = MAX (film->format->duration, 0) / AV_TIME_BASE + 1;
  const gint64 frames =
      rate.den > 0 && rate.num > 0 ? seconds * rate.num / rate.den : seconds * 30;

  return frames <= WHOLE_PIXELS_MAX / MAX (pixels, 1);
}

JsonObject *
hikae_film_fingerprint (const guint8 *bytes, gsize size, GError **error)
{
  const gint64 deadline =
      g_get_monotonic_time () + HIKAE_FILM_MILLISECONDS_MAX * G_TIME_SPAN_MILLISECOND;
  JsonArray *frames = NULL;
  JsonObject *object = NULL;
  gboolean complete = TRUE;
  gboolean key_only = FALSE;
  gint64 due = 0;
  Film film;

  if (!film_open (&film, bytes, size, error))
    return NULL;
  frames = json_array_new ();
  key_only = !is_short (&film);
  if (key_only)
    film.codec->skip_frame = AVDISCARD_NONKEY;
  while (complete && next_frame (&film, key_only)) {
    const gint64 at = get_frame_time (&film);

    if (at >= due) {
      add_frame (&film, at, frames);
      due = key_only ? at + KEY_GAP_US : due + G_TIME_SPAN_SECOND;
      due = MAX (due, at + 1);
    }
    complete = g_get_monotonic_time () < deadline &&
               json_array_get_length (frames) < HIKAE_FILM_FRAMES_MAX;
  }
  object = json_object_new ();
  json_object_set_int_member (
      object, "duration", MAX (film.format->duration, 0) / G_TIME_SPAN_MILLISECOND);
  json_object_set_string_member (object, "step", key_only ? "key" : "second");
  json_object_set_boolean_member (object, "complete", complete);
  json_object_set_array_member (object, "frames", frames);
  film_close (&film);
  return object;
}
