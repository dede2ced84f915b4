/* hikae-error-text.c: an error as one calm sentence and one next step
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error-text.h"

#include "hikae-error.h"

#include <glib/gi18n.h>

/* In the order of HikaeError. */
static const HikaeErrorText texts[] = {
    [HIKAE_ERROR_FAILED] = {N_ ("That did not work. Nothing you kept was lost."),
                            N_ ("Try again. If it happens again, please report it.")},
    [HIKAE_ERROR_WRONG_SECRET] =
        {N_ ("This passphrase does not open the case."),
         N_ ("Type it again, slowly. The recovery code from your sheet works here too.")},
    [HIKAE_ERROR_DAMAGED] =
        {N_ ("Part of this file is not as it was written."),
         N_ ("Keep the file as it is, and use a backup copy if you have one.")},
    [HIKAE_ERROR_TOO_NEW] = {N_ ("This file was made by a newer version of Hikae."),
                             N_ ("Update Hikae. The file was not touched.")},
    [HIKAE_ERROR_LOCKED] = {N_ ("This case is open in another window or program."),
                            N_ ("Close it there, then open it here.")},
    [HIKAE_ERROR_NO_SPACE] = {N_ ("There is no space left on the disk."),
                              N_ ("Free some space, then do it again.")},
    [HIKAE_ERROR_NOT_FOUND] = {N_ ("There is nothing of that name any more."),
                               N_ ("Check the name or choose another file.")},
    [HIKAE_ERROR_EXISTS] = {N_ ("There is already something of that name."),
                            N_ ("Choose another name. Nothing was overwritten.")},
    [HIKAE_ERROR_REJECTED] = {N_ ("This cannot be used as it is."),
                              N_ ("Check what you entered or chose, and change it.")},
    [HIKAE_ERROR_UNTRUSTED] =
        {N_ ("An answer came, but it does not prove what it should."),
         N_ ("It was kept for the record. Try again, or use another authority.")},
    [HIKAE_ERROR_OFFLINE] =
        {N_ ("There is no connection at the moment."),
         N_ ("What you keep is sealed locally all the same. Try again "
             "when you are connected.")},
    [HIKAE_ERROR_REMOTE] = {N_ ("The other side did not answer as it should."),
                            N_ ("Try again later.")},
    [HIKAE_ERROR_DENIED] = {N_ ("This was not allowed."),
                            N_ ("Allow it in your system, or use another way.")},
    [HIKAE_ERROR_UNSUPPORTED] = {N_ ("This computer does not offer that."),
                                 N_ ("Use another way: for a picture a file or the "
                                     "clipboard, for a case a disk of "
                                     "this computer.")},
    [HIKAE_ERROR_INTERRUPTED] = {N_ ("This was stopped half way. Nothing was lost."),
                                 N_ ("Do it again when you are ready.")},
};

HikaeErrorText
hikae_error_text_find (const GError *error)
{
  guint code = HIKAE_ERROR_FAILED;

  if (error != NULL && error->domain == HIKAE_ERROR &&
      (guint)error->code < G_N_ELEMENTS (texts))
    code = (guint)error->code;
  return (HikaeErrorText){_ (texts[code].sentence), _ (texts[code].next)};
}
