/* hikae-questions-page.h: the short questions that find fitting legal bases
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_QUESTIONS_PAGE (hikae_questions_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeQuestionsPage,
                      hikae_questions_page,
                      HIKAE,
                      QUESTIONS_PAGE,
                      HikaePage)

G_END_DECLS
