/* StampCheck.java: Bouncy Castle judges a time-stamp token or an evidence record
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * StampCheck token FILE.tst DATA     StampCheck record FILE.ers DATA
 * Prints "good" or "bad: why". The chain is not looked at: openssl does that. */
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Security;
import java.util.Date;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;
import org.bouncycastle.util.Selector;

public class StampCheck {
  static SignerInformationVerifier verifierFor (X509CertificateHolder certificate) throws Exception {
    return new JcaSimpleSignerInfoVerifierBuilder ().setProvider ("BC").build (certificate);
  }

  @SuppressWarnings ("unchecked")
  static void checkToken (byte[] bytes, byte[] data) throws Exception {
    TimeStampToken token = new TimeStampToken (new CMSSignedData (bytes));
    String algorithm = token.getTimeStampInfo ().getMessageImprintAlgOID ().getId ();
    byte[] digest = MessageDigest.getInstance (algorithm, "BC").digest (data);

    if (!MessageDigest.isEqual (digest, token.getTimeStampInfo ().getMessageImprintDigest ()))
      throw new Exception ("the imprint is of other data");
    for (X509CertificateHolder certificate :
         token.getCertificates ().getMatches ((Selector<X509CertificateHolder>) token.getSID ())) {
      token.validate (verifierFor (certificate));
      return;
    }
    throw new Exception ("no signer certificate");
  }

  static void checkRecord (byte[] bytes, byte[] data) throws Exception {
    DigestCalculatorProvider digests =
        new JcaDigestCalculatorProviderBuilder ().setProvider ("BC").build ();
    ERSEvidenceRecord record = new ERSEvidenceRecord (bytes, digests);

    record.validate (verifierFor (record.getSigningCertificate ()));
    record.validatePresent (new ERSByteData (data), new Date ());
  }

  public static void main (String[] arguments) throws Exception {
    byte[] bytes = Files.readAllBytes (Path.of (arguments[1]));
    byte[] data = Files.readAllBytes (Path.of (arguments[2]));

    Security.addProvider (new BouncyCastleProvider ());
    try {
      if (arguments[0].equals ("token"))
        checkToken (bytes, data);
      else
        checkRecord (bytes, data);
      System.out.println ("good");
    } catch (Exception error) {
      System.out.println ("bad: " + error.getMessage ());
    }
  }
}
