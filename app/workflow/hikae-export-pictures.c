/* hikae-export-pictures.c: small pictures for the report, blurred or grey
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The payload goes into memory that has no name and from there to the helper process;
 * what comes back has already lost what the report must not show. */
#include "config.h"

#include "hikae-export-private.h"
#include "hikae-media-inspect.h"
#include "hikae-payload-memory-private.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK (1024 * 1024)
#define GREY_SIDE 320
/* Of an outline only this many fields are left, which no sharpening brings back. */
#define BLURRED_SIDE 8

static gboolean
write_all (int fd, const guint8 *bytes, gsize size)
{
  while (size > 0) {
    gssize done = write (fd, bytes, size);

    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return FALSE;
    bytes += done;
    size -= (gsize)done;
  }
  return TRUE;
}

static gboolean
copy_into (int fd, GInputStream *stream)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  for (;;) {
    gssize got = g_input_stream_read (stream, chunk, CHUNK, NULL, NULL);

    if (got <= 0)
      return got == 0;
    if (!write_all (fd, chunk, (gsize)got))
      return FALSE;
  }
}

HikaeBundlePicture *
hikae_export_make_picture (GInputStream *payload, HikaeBundlePictures pictures)
{
  int fd = memfd_create ("hikae-export", MFD_CLOEXEC);
  gboolean blurred = pictures == HIKAE_BUNDLE_BLURRED;
  g_autoptr (HikaeMediaPreview) preview = NULL;
  HikaeBundlePicture *picture = NULL;

  if (fd < 0)
    return NULL;
  if (copy_into (fd, payload) && lseek (fd, 0, SEEK_SET) == 0)
    preview = hikae_media_make_preview (
        fd, blurred ? "outline" : "grey", blurred ? BLURRED_SIDE : GREY_SIDE, NULL, NULL);
  close (fd);
  if (preview == NULL)
    return NULL;
  picture = g_new0 (HikaeBundlePicture, 1);
  picture->width = preview->width;
  picture->height = preview->height;
  picture->channels = preview->channels;
  picture->pixels = g_bytes_ref (preview->pixels);
  return picture;
}

JsonObject *
hikae_export_inspect (GInputStream *payload, GCancellable *cancellable)
{
  int fd =
      hikae_payload_to_memory (payload, HIKAE_BUNDLE_MAX_INSPECTED, cancellable, NULL);
  JsonObject *report = fd >= 0 ? hikae_media_inspect (fd, cancellable, NULL) : NULL;

  if (fd >= 0)
    close (fd);
  return report;
}
