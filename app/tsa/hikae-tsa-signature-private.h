/* hikae-tsa-signature-private.h: the signed attributes, the digest and the signature
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-openssl-private.h"
#include "hikae-tsa-verdict-private.h"

G_BEGIN_DECLS

/* ATTRS: content-type is id-ct-TSTInfo, message-digest is there, each once (RFC 5652
 * §11.1, §11.2). */
void hikae_tsa_check_attributes (CMS_SignerInfo *signer, HikaeTsaVerdict *verdict);
/* SIGNATURE: message-digest fits @content, and the signature fits the attributes. */
void hikae_tsa_check_signature (CMS_SignerInfo *signer,
                                X509 *certificate,
                                const ASN1_OCTET_STRING *content,
                                HikaeTsaVerdict *verdict);
/* EKU_*, KU_UNSUITABLE, SIGNER_IS_CA (RFC 3161 §2.3). */
void hikae_tsa_check_purpose (X509 *certificate, HikaeTsaVerdict *verdict);
/* WEAK_HASH and WEAK_KEY of the signature. */
void hikae_tsa_check_strength (CMS_SignerInfo *signer,
                               X509 *certificate,
                               HikaeTsaVerdict *verdict);
/* Octets of a hash, of the XOFs those of RFC 8702 §3. */
gsize hikae_tsa_get_hash_size (const EVP_MD *md);
/* @hash: EVP_MAX_MD_SIZE octets, of which so many are written. */
gboolean hikae_tsa_hash (const EVP_MD *md, const void *bytes, gsize size, guint8 *hash);
/* Fewer than 112 bits of collision resistance: MD5, SHA-1, RIPEMD-160. NID_undef is weak
 * too, because what is not known cannot be relied on. */
gboolean hikae_tsa_is_weak_hash (int nid);
gboolean hikae_tsa_is_weak_key (X509 *certificate);

G_END_DECLS
