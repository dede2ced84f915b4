#!/usr/bin/python3
# odd-tokens.py: tokens that are odd and legal, and tokens that are nearly right
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: odd-tokens.py CLI. Prints TAP.

Made octet by octet, because no library would write most of them: RFC 3161, 5652, 5816,
4056, 8419. Each is given to `hikae-cli tsa verify` with its data and its root.
"""
import base64
import datetime
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from blackbox import Tap  # noqa: E402

DATA = b'hello, court\n'
HASHES = {'sha1': '1.3.14.3.2.26', 'sha224': '2.16.840.1.101.3.4.2.4',
          'sha256': '2.16.840.1.101.3.4.2.1', 'sha384': '2.16.840.1.101.3.4.2.2',
          'sha512': '2.16.840.1.101.3.4.2.3', 'sha3_256': '2.16.840.1.101.3.4.2.8',
          'sha3_512': '2.16.840.1.101.3.4.2.10', 'md5': '1.2.840.113549.2.5',
          'shake_256': '2.16.840.1.101.3.4.2.12'}
ECDSA = {'sha1': '1.2.840.10045.4.1', 'sha256': '1.2.840.10045.4.3.2',
         'sha384': '1.2.840.10045.4.3.3', 'sha512': '1.2.840.10045.4.3.4'}
SIGNED = '1.2.840.113549.1.7.2'
TST_INFO = '1.2.840.113549.1.9.16.1.4'
CONTENT_TYPE, DIGEST = '1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4'
ESS, ESS_V2 = '1.2.840.113549.1.9.16.2.12', '1.2.840.113549.1.9.16.2.47'


def tlv(tag, *parts):
    body = b''.join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, 'big')
    return bytes([tag, 0x80 | len(length)]) + length + body


def indefinite(tag, *parts):
    return bytes([tag, 0x80]) + b''.join(parts) + b'\0\0'


def seq(*parts):
    return tlv(0x30, *parts)


def integer(number):
    return tlv(2, number.to_bytes(number.bit_length() // 8 + 1, 'big', signed=True))


def oid(text):
    arcs = [int(arc) for arc in text.split('.')]
    body = bytearray()
    for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
        octets = [arc & 127]
        while arc > 127:
            arc >>= 7
            octets.insert(0, 128 | arc & 127)
        body += bytes(octets)
    return tlv(6, bytes(body))


def digest(name, data):
    made = hashlib.new(name, data)
    return made.digest(64) if name.startswith('shake') else made.digest()


def algorithm(name):
    return seq(oid(HASHES[name]))


def info(hash_name='sha256', time='20261120100000Z', serial=integer(77), version=1, after=b''):
    """TSTInfo; @after: what comes after genTime."""
    return seq(integer(version), oid('1.2.3.4'),
               seq(algorithm(hash_name), tlv(4, digest(hash_name, DATA))), serial,
               tlv(0x18, time.encode()), after)


def split(body):
    """The elements of @body, all of definite length."""
    found = []
    while body:
        head = 2 + (body[1] & 127 if body[1] & 128 else 0)
        size = int.from_bytes(body[2:head], 'big') if body[1] & 128 else body[1]
        found.append(body[:head + size])
        body = body[head + size:]
    return found


def inside(element):
    return element[2 + (element[1] & 127 if element[1] & 128 else 0):]


class Party:
    """A certificate and its key."""

    def __init__(self, name, above=None, key=None, ca=False, purposes=None, critical=True,
                 start=2021, usage=None):
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        issuer = above or self
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.subject = subject
        made = x509.CertificateBuilder().subject_name(subject)
        made = made.issuer_name(issuer.subject).public_key(self.key.public_key())
        made = made.serial_number(x509.random_serial_number())
        made = made.not_valid_before(datetime.datetime(start, 1, 1))
        made = made.not_valid_after(datetime.datetime(2040, 1, 1))
        made = made.add_extension(x509.BasicConstraints(ca, None), True)
        if not ca:
            purposes = purposes or [ExtendedKeyUsageOID.TIME_STAMPING]
            made = made.add_extension(x509.ExtendedKeyUsage(purposes), critical)
        if usage:
            made = made.add_extension(usage, True)
        signs = issuer.key
        edwards = isinstance(signs, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
        self.certificate = made.sign(signs, None if edwards else hashes.SHA256())
        self.der = self.certificate.public_bytes(serialization.Encoding.DER)

    def sign(self, hash_name, data, salt=None):
        if isinstance(self.key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)):
            return self.key.sign(data)
        hashing = getattr(hashes, hash_name.upper())()
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(hashing))
        if salt is None:
            return self.key.sign(data, padding.PKCS1v15(), hashing)
        return self.key.sign(data, padding.PSS(padding.MGF1(hashing), salt), hashing)


def attribute(kind, *values):
    return seq(oid(kind), tlv(0x31, *values))


def names(*parties, hash_name=None):
    """SigningCertificateV2; the hash left out is SHA-256 (RFC 5816 §2.2.1)."""
    return seq(seq(*[seq(algorithm(hash_name) if hash_name else b'',
                         tlv(4, digest(hash_name or 'sha256', party.der)))
                     for party in parties]))


def names_v1(*parties):
    return seq(seq(*[seq(tlv(4, digest('sha1', party.der))) for party in parties]))


def pss(hash_name, salt):
    hashing = seq(oid(HASHES[hash_name]), b'\5\0')
    return seq(oid('1.2.840.113549.1.1.10'),
               seq(tlv(0xa0, hashing), tlv(0xa1, seq(oid('1.2.840.113549.1.1.8'), hashing)),
                   tlv(0xa2, integer(salt))))


class World:
    def __init__(self):
        self.root = Party('Root', ca=True)
        self.ca = Party('Stamps', self.root, ca=True)
        self.signer = Party('Signer', self.ca)
        self.other = Party('Other', self.ca)

    def token(self, content, signer=None, hash_name='sha256', kind=None, salt=None, ess=None,
              extra=(), signs=None, copies=1, attributes=None, more=b'', crls=b''):
        """@more: in the set of certificates; @crls: contents of the field of that name."""
        signer = signer or self.signer
        if attributes is None:
            if ess is None:
                ess = [attribute(ESS_V2, names(signer))]
            attributes = [attribute(CONTENT_TYPE, oid(TST_INFO)),
                          attribute(DIGEST, tlv(4, digest(hash_name, content))), *ess, *extra]
        body = b''.join(sorted(attributes))
        signature = signer.sign(signs or hash_name, tlv(0x31, body), salt)
        kind = kind or seq(oid(ECDSA[hash_name]))
        issuer = signer.certificate.issuer.public_bytes()
        one = seq(integer(1), seq(issuer, integer(signer.certificate.serial_number)),
                  algorithm(hash_name), tlv(0xa0, body), kind, tlv(4, signature))
        return seq(oid(SIGNED), tlv(0xa0, seq(
            integer(3), tlv(0x31, algorithm(hash_name)),
            seq(oid(TST_INFO), tlv(0xa0, tlv(4, content))),
            tlv(0xa0, signer.der, self.ca.der, more), tlv(0xa1, crls) if crls else b'',
            tlv(0x31, *[one] * copies))))


def to_ber(token):
    """The same, with every length open and the content in two pieces."""
    kind, wrapped = split(inside(token))
    fields = split(inside(inside(wrapped)))
    content_kind, octets = split(inside(fields[2]))
    content = inside(inside(octets))
    fields[2] = indefinite(0x30, content_kind, indefinite(
        0xa0, indefinite(0x24, tlv(4, content[:9]), tlv(4, content[9:]))))
    return indefinite(0x30, kind, indefinite(0xa0, indefinite(0x30, *fields)))


def list_content(world):
    """(name, verdict, code, token): what the time stamp itself says."""
    token = world.token
    extension = seq(oid('1.3.6.1.4.1.99999.5'), tlv(4, b'\5\0'))
    critical = seq(oid('1.3.6.1.4.1.99999.5'), tlv(1, b'\xff'), tlv(4, b'\5\0'))
    for name in ('sha384', 'sha512', 'sha3_256', 'sha3_512', 'sha224', 'shake_256'):
        yield 'imprint ' + name, 'valid', None, token(info(name))
    for name in ('sha1', 'md5'):
        yield 'imprint ' + name, 'invalid', 'WEAK_HASH', token(info(name))
    yield 'serial of 512 bits', 'valid', None, token(info(serial=integer(2 ** 511)))
    yield 'serial 0', 'valid', None, token(info(serial=integer(0)))
    yield 'version 2', 'invalid', 'VERSION', token(info(version=2))
    for time in ('20261120100000.5Z', '20261120100000.123456789Z', '20240229100000Z',
                 '20231231235960Z'):
        yield 'time ' + time, 'valid', None, token(info(time=time))
    for time in ('20261120100000', '202611201000Z', '20261120100000+0900',
                 '20261120100000,5Z', '20261120100000.Z', '20250229100000Z',
                 '20261131100000Z', '20261120240000Z', '20261120100060Z'):
        yield 'time ' + time, 'invalid', 'GENTIME_SYNTAX', token(info(time=time))
    yield 'time to come', 'invalid', 'GENTIME_FUTURE', token(info(time='20380101000000Z'))
    for name, accuracy in (('empty', b''), ('millis', b'\x80\2\1\xf4'), ('micros', b'\x81\1\5'),
                           ('all', b'\2\1\1\x80\1\5\x81\1\5')):
        yield 'accuracy ' + name, 'valid', None, token(info(after=seq(accuracy)))
    yield 'accuracy in disorder', 'invalid', 'PARSE', token(
        info(after=seq(b'\x81\1\1\x80\1\1')))
    yield 'nonce of 200 bits', 'valid', None, token(info(after=integer(2 ** 200)))
    yield 'name of another', 'valid', 'TSA_NAME_MISMATCH', token(
        info(after=tlv(0xa0, tlv(0xa4, world.other.subject.public_bytes()))))
    yield 'unknown extension', 'valid', None, token(info(after=tlv(0xa1, extension)))
    yield 'critical extension', 'invalid', 'TST_CRITICAL_EXT', token(
        info(after=tlv(0xa1, critical)))
    yield 'unknown field', 'invalid', 'PARSE', token(info(after=tlv(0xa5)))
    yield 'bytes after', 'invalid', 'TRAILING', token(info() + b'\0')


def list_signatures(world):
    token = world.token
    content = info()
    signer = Party('RSA', world.ca, rsa.generate_private_key(65537, 2048))
    short = Party('Short', world.ca, rsa.generate_private_key(65537, 1024))
    edwards = Party('Ed25519', world.ca, ed25519.Ed25519PrivateKey.generate())
    goldilocks = Party('Ed448', world.ca, ed448.Ed448PrivateKey.generate())
    plain = seq(oid('1.2.840.113549.1.1.1'), b'\5\0')
    for salt in (0, 1, 20, 32, 222):
        yield 'PSS, salt %d' % salt, 'valid', None, token(
            content, signer, kind=pss('sha256', salt), salt=salt)
    yield 'PSS, another salt', 'invalid', 'SIGNATURE', token(
        content, signer, kind=pss('sha256', 20), salt=32)
    yield 'PSS of SHA-1', 'invalid', 'WEAK_HASH', token(
        content, signer, kind=seq(oid('1.2.840.113549.1.1.10'), seq()), salt=20, signs='sha1')
    yield 'rsaEncryption', 'valid', None, token(content, signer, kind=plain)
    yield 'RSA of 1024 bits', 'invalid', 'WEAK_KEY', token(content, short, kind=plain)
    yield 'Ed25519', 'valid', None, token(
        content, edwards, 'sha512', kind=seq(oid('1.3.101.112')))
    yield 'Ed448 with SHAKE256', 'valid', None, token(
        content, goldilocks, 'shake_256', kind=seq(oid('1.3.101.113')))
    yield 'ECDSA of SHA-512', 'valid', None, token(content, hash_name='sha512')
    yield 'ECDSA of SHA-1', 'invalid', 'WEAK_HASH', token(content, hash_name='sha1')
    yield 'hash named wrongly', 'invalid', 'SIGNATURE', token(
        content, kind=seq(oid(ECDSA['sha384'])))
    yield 'two signers', 'invalid', 'SIGNER_COUNT', token(content, copies=2)
    yield 'no signer', 'invalid', 'SIGNER_COUNT', token(content, copies=0)


def list_attributes(world):
    token, content = world.token, info()
    signer, other, above = world.signer, world.other, world.ca
    good = attribute(ESS_V2, names(signer))

    def case(name, verdict, code, *ess):
        return name, verdict, code, token(content, ess=ess)
    yield case('ESS by SHA-512', 'valid', None,
               attribute(ESS_V2, names(signer, hash_name='sha512')))
    yield case('ESS with its default written', 'valid', None,
               attribute(ESS_V2, names(signer, hash_name='sha256')))
    yield case('ESS of the chain', 'valid', None, attribute(ESS_V2, names(signer, above)))
    yield case('ESS, signer second', 'invalid', 'ESS', attribute(ESS_V2, names(above, signer)))
    yield case('ESS v1 alone', 'valid', 'ESS_V1_SHA1', attribute(ESS, names_v1(signer)))
    yield case('ESS both', 'valid', None, good, attribute(ESS, names_v1(signer)))
    yield case('ESS both, v1 wrong', 'invalid', 'ESS', good, attribute(ESS, names_v1(other)))
    yield case('ESS twice', 'invalid', 'ESS', good, good)
    yield case('ESS of two values', 'invalid', 'ESS',
               attribute(ESS_V2, names(signer), names(other)))
    yield case('ESS absent', 'invalid', 'ESS')
    yield case('unknown attribute', 'valid', None, good,
               attribute('1.3.6.1.4.1.99999.1', integer(3)))
    kind = attribute(CONTENT_TYPE, oid(TST_INFO))
    value = attribute(DIGEST, tlv(4, digest('sha256', content)))
    wrong = attribute(CONTENT_TYPE, oid('1.2.840.113549.1.7.1'))
    for name, attributes in (('no digest', [kind, good]), ('no type', [value, good]),
                             ('type of data', [wrong, value, good]),
                             ('two types', [kind, wrong, value, good])):
        yield name, 'invalid', 'ATTRS', token(content, attributes=attributes)


def list_certificates(world):
    usage = x509.KeyUsage(True, False, True, False, False, False, False, False, False)
    stamping = ExtendedKeyUsageOID.TIME_STAMPING
    for name, code, party in (
            ('purpose not critical', 'EKU_NOT_CRITICAL',
             Party('A', world.ca, critical=False)),
            ('purpose not alone', 'EKU_NOT_SOLE',
             Party('B', world.ca, purposes=[stamping, ExtendedKeyUsageOID.CODE_SIGNING])),
            ('another purpose', 'EKU_NOT_TIMESTAMPING',
             Party('C', world.ca, purposes=[ExtendedKeyUsageOID.CODE_SIGNING])),
            ('encipherment', 'KU_UNSUITABLE', Party('D', world.ca, usage=usage)),
            ('not valid yet', 'CHAIN_TIME', Party('E', world.ca, start=2027))):
        yield name, 'invalid', code, world.token(info(), party)


def make_crl(above, revoked=None, when=None, reason=None):
    made = x509.CertificateRevocationListBuilder().issuer_name(above.subject)
    made = made.last_update(datetime.datetime(2026, 11, 21))
    made = made.next_update(datetime.datetime(2026, 12, 21))
    if revoked:
        one = x509.RevokedCertificateBuilder()
        one = one.serial_number(revoked.certificate.serial_number).revocation_date(when)
        if reason:
            one = one.add_extension(x509.CRLReason(reason), False)
        made = made.add_revoked_certificate(one.build())
    return made.sign(above.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def list_revocation(world):
    """RFC 3161 §4, and what else may stand beside the lists and the certificates."""
    before, after = datetime.datetime(2026, 11, 1), datetime.datetime(2026, 11, 21)
    flags = x509.ReasonFlags

    def case(name, verdict, code, **more):
        return name, verdict, code, world.token(info(), **more)
    clean = make_crl(world.ca)
    yield case('empty list inside', 'valid', None, crls=clean)
    for name, verdict, code, when, reason in (
            ('before', 'invalid', 'REVOKED', before, flags.superseded),
            ('after, superseded', 'valid', 'REVOKED_LATER', after, flags.superseded),
            ('after, ceased', 'valid', 'REVOKED_LATER', after, flags.cessation_of_operation),
            ('after, key lost', 'invalid', 'REVOKED', after, flags.key_compromise),
            ('after, no reason', 'invalid', 'REVOKED', after, None)):
        yield case('revoked ' + name, verdict, code,
                   crls=make_crl(world.ca, world.signer, when, reason))
    forged = make_crl(Party('Stamps', world.root, ca=True), world.signer, before, None)
    yield case('list of a namesake', 'valid', 'REVOCATION_UNCHECKED', crls=forged)
    # RFC 5940: an OCSP answer; and one of a kind that nobody knows.
    answer = seq(oid('1.3.6.1.5.5.7.16.2'), seq(tlv(10, b'\0')))
    yield case('OCSP answer inside', 'valid', None,
               crls=clean + tlv(0xa1, *split(inside(answer))))
    yield case('unknown revocation inside', 'valid', None,
               crls=tlv(0xa1, oid('1.2.3.4'), b'\5\0'))
    holder = seq(tlv(0xa0, seq(tlv(0xa4, world.ca.subject.public_bytes())), integer(7)))
    body = seq(integer(1), holder, tlv(0xa0, seq(tlv(0xa4, world.ca.subject.public_bytes()))),
               seq(oid(ECDSA['sha256'])), integer(9),
               seq(tlv(0x18, b'20210101000000Z'), tlv(0x18, b'20400101000000Z')),
               seq(seq(oid('2.5.4.72'), tlv(0x31, seq(tlv(0xa1, tlv(0x86, b'urn:x')))))))
    signature = tlv(3, b'\0' + world.ca.sign('sha256', body))
    yield case('attribute certificate', 'valid', None,
               more=tlv(0xa2, body, seq(oid(ECDSA['sha256'])), signature))


def list_forms(world):
    token = world.token(info())
    ber = to_ber(token)
    yield 'DER', 'valid', None, token
    yield 'BER', 'valid', None, ber
    yield 'BER, bytes after', 'invalid', 'TRAILING', ber + b'\0'
    yield 'BER, cut', 'invalid', 'PARSE', ber[:-1]
    pem = base64.encodebytes(token)
    for name in (b'PKCS7', b'CMS'):
        yield 'PEM ' + name.decode(), 'valid', None, (
            b'-----BEGIN %s-----\n%s-----END %s-----\n' % (name, pem, name))
    yield 'PEM of something else', 'invalid', 'PARSE', (
        b'-----BEGIN X509 CRL-----\n%s-----END X509 CRL-----\n' % pem)
    yield 'PEM, cut', 'invalid', 'PARSE', b'-----BEGIN CMS-----\n' + pem
    yield 'bytes after the token', 'invalid', 'TRAILING', token + b'\0'
    yield 'other data', 'invalid', 'IMPRINT_MISMATCH', world.token(
        info().replace(digest('sha256', DATA), bytes(32)))


def anchor_forms(tap, world, work):
    """Roots as authorities give them out; a file that holds none is said, not judged by."""
    root = world.root.certificate
    pem = root.public_bytes(serialization.Encoding.PEM)
    bag = pkcs7.serialize_certificates([root], serialization.Encoding.DER)
    (work / 'token.tst').write_bytes(world.token(info()))
    for name, form, exit_code in (
            ('DER', root.public_bytes(serialization.Encoding.DER), 0),
            ('PKCS #7 (.p7b)', bag, 0),
            ('PKCS #7 in PEM', pkcs7.serialize_certificates(
                [root], serialization.Encoding.PEM), 0),
            ('PEM with CR LF', pem.replace(b'\n', b'\r\n'), 0),
            ('PEM behind a byte order mark', b'\xef\xbb\xbf' + pem, 0),
            ('PEM behind a text that begins with 0', b'0 s: root\n' + pem, 0),
            ('nothing', b'', 1), ('UTF-16', pem.decode().encode('utf-16'), 1),
            ('a bag cut off', bag[:-9], 1)):
        (work / 'other').write_bytes(form)
        done = subprocess.run([sys.argv[1], 'tsa', 'verify', '--data', str(work / 'data'),
                               '--ca', str(work / 'other'), str(work / 'token.tst')],
                              capture_output=True, text=True, timeout=60, check=False)
        good = done.returncode == exit_code and (
            not exit_code or 'holds no certificate' in done.stderr)
        tap.check('anchors: ' + name, None if good else '%d: %s%s' % (
            done.returncode, done.stdout, done.stderr))


def main():
    tap = Tap()
    world = World()
    lists = (list_content, list_signatures, list_attributes, list_certificates,
             list_revocation, list_forms)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        (work / 'data').write_bytes(DATA)
        (work / 'root.pem').write_bytes(
            world.root.certificate.public_bytes(serialization.Encoding.PEM))
        for name, verdict, code, token in (case for each in lists for case in each(world)):
            (work / 'token.tst').write_bytes(token)
            done = subprocess.run(
                [sys.argv[1], '--json', 'tsa', 'verify', '--now', '2026-11-25T00:00:00Z',
                 '--data', str(work / 'data'), '--ca', str(work / 'root.pem'),
                 str(work / 'token.tst')],
                capture_output=True, text=True, timeout=60, check=False)
            reply = json.loads(done.stdout) if done.stdout else {}
            good = reply.get('verdict') == verdict and (not code or code in reply['codes'])
            tap.check(name, None if good else 'wanted %s %s, found %s' % (
                verdict, code, reply or done.stderr))
        anchor_forms(tap, world, work)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
