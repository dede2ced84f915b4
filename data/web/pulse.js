/* SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a clock runs in the page. */
await new Promise(done => setTimeout(done, 0));
return 'here';
