package birthmark.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.CertificateFiles;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Makers' real certificates: each holds under exactly those that are known to have issued it. */
class RealCertificatesTest {
  private static final Signatures SIGNATURES = new JdkSignatures();
  private static final Timestamp NOW = Timestamp.parse("2026-11-22T12:00:00Z");
  private static final String MATTER = "matter-dcl/certs/";
  private static final String SPEC = "matter-dcl/matter-spec/MatterSpec";
  private static final String BRSKI = "brski-constrained-voucher/";

  /** Certificates by the names of their files, those by RSA left out. */
  private static NavigableMap<String, X509Certificate> readable(String folder) {
    NavigableMap<String, X509Certificate> found = new TreeMap<>();
    for (var file : CertificateFiles.in(folder).entrySet()) {
      try {
        found.put(file.getKey(), X509Certificate.parse(CertificateFiles.octets(file.getValue())));
      } catch (X509Exception e) {
        assertEquals(X509Exception.Reason.UNSUPPORTED_ALGORITHM, e.reason(), file.getKey());
      }
    }
    return found;
  }

  private static Json.Obj expected(String file) throws IOException {
    Path path = SharedData.file("11-device-id/" + file);
    return (Json.Obj) JsonReader.read(Files.readString(path));
  }

  @Test
  void eachMatterCertificateIsIssuedByExactlyThoseThatAreListed() throws IOException {
    NavigableMap<String, X509Certificate> all = readable("matter-dcl/certs");
    Json.Obj expected = expected("matter-dcl/EXPECTED-chains.json");
    assertEquals(33, expected.members().size());
    assertEquals(31, all.size(), "two roots are by RSA and refused for it");
    for (var child : all.entrySet()) {
      Json.Obj of = (Json.Obj) expected.member(child.getKey()).orElseThrow();
      TreeSet<String> listed = new TreeSet<>();
      for (Json name : ((Json.Arr) of.member("verifies_under").orElseThrow()).elements()) {
        listed.add(((Json.Text) name).value());
      }
      listed.retainAll(all.keySet());
      if (((Json.Bool) of.member("self_signed").orElseThrow()).value()) {
        listed.add(child.getKey());
      }
      TreeSet<String> found = new TreeSet<>();
      for (var issuer : all.entrySet()) {
        if (child.getValue().isIssuedBy(SIGNATURES, issuer.getValue())) {
          found.add(issuer.getKey());
        }
      }
      assertEquals(listed, found, child.getKey());
      assertEquals(
          ((Json.Text) of.member("not_after").orElseThrow()).value().replace("+00:00", "Z"),
          child.getValue().notAfter().toString().replace("T", " "),
          child.getKey());
    }
  }

  @Test
  void theChainsOfTheMatterSpecificationAndOfBrskiHoldAndNoOthers() {
    NavigableMap<String, X509Certificate> all = readable("matter-dcl/matter-spec");
    all.putAll(readable("brski-constrained-voucher"));
    List<String> found = new ArrayList<>();
    for (var child : all.entrySet()) {
      for (var issuer : all.entrySet()) {
        if (child.getValue().isIssuedBy(SIGNATURES, issuer.getValue())) {
          found.add(child.getKey() + " < " + issuer.getKey());
        }
      }
    }
    assertEquals(
        List.of(
            "MatterSpecDAC < MatterSpecPAI",
            "MatterSpecICAC < MatterSpecRCAC",
            "MatterSpecNOC < MatterSpecICAC",
            "MatterSpecPAA < MatterSpecPAA",
            "MatterSpecPAI < MatterSpecPAA",
            "MatterSpecRCAC < MatterSpecRCAC",
            "domain_ca < domain_ca",
            "masa < masa_ca",
            "masa_ca < masa_ca",
            "pledge < masa_ca"),
        found);
  }

  private static CertificatePath.Verdict check(Timestamp at, String root, String... chain) {
    return CertificatePath.check(
        Stream.of(chain).map(CertificateFiles::of).toList(),
        List.of(Issuer.of(CertificateFiles.of(root))),
        at,
        SIGNATURES);
  }

  private static void fails(PathFault fault, int index, CertificatePath.Verdict verdict) {
    assertEquals(new CertificatePath.Fails(fault, index), verdict);
  }

  @Test
  void aMatterDeviceAndABrskiPledgeHoldUnderTheirRoots() {
    CertificatePath.Holds dac =
        (CertificatePath.Holds) check(NOW, SPEC + "PAA.pem", SPEC + "DAC.pem", SPEC + "PAI.pem");
    assertEquals("9999-12-31T23:59:59Z", dac.until().toString());
    assertEquals("VID=FFF1, CN=Matter Test PAA", dac.anchor().subject().words());
    CertificatePath.Holds pledge =
        (CertificatePath.Holds) check(NOW, BRSKI + "masa_ca.pem", BRSKI + "pledge.pem");
    assertEquals("2032-12-06T12:50:47Z", pledge.until().toString(), "when its authority ends");
    assertTrue(
        check(NOW, SPEC + "RCAC.pem", SPEC + "NOC.pem", SPEC + "ICAC.pem", SPEC + "RCAC.pem")
            instanceof CertificatePath.Holds,
        "the root may be given too");
  }

  @Test
  void whatDoesNotHoldSaysWhy() {
    String pledge = BRSKI + "pledge.pem";
    fails(PathFault.NO_ANCHOR, 0, check(NOW, BRSKI + "domain_ca.pem", pledge));
    fails(PathFault.NO_ANCHOR, 0, check(NOW, SPEC + "PAA.pem", SPEC + "DAC.pem"));
    fails(
        PathFault.EXPIRED,
        1,
        check(Timestamp.parse("2033-01-01T00:00:00Z"), BRSKI + "masa_ca.pem", pledge));
    fails(
        PathFault.EXPIRED,
        0,
        check(Timestamp.parse("2030-01-01T00:00:00Z"), BRSKI + "masa_ca.pem", BRSKI + "masa.pem"));
    fails(
        PathFault.NOT_YET_VALID,
        1,
        check(Timestamp.parse("2020-01-01T00:00:00Z"), BRSKI + "masa_ca.pem", pledge));
    fails(PathFault.IS_AN_AUTHORITY, 0, check(NOW, SPEC + "PAA.pem", SPEC + "PAI.pem"));
    fails(
        PathFault.NOT_FOR_SIGNATURES,
        0,
        check(
            NOW,
            MATTER + "paa_cert_no_vid_mainnet.pem",
            MATTER + "delegated_CRL_signer_certificate.pem",
            MATTER + "pai_cert_certificate_delegator.pem"));
    fails(
        PathFault.VENDOR_DIFFERS,
        0,
        check(
            NOW,
            MATTER + "root_cert_with_vid.pem",
            MATTER + "leaf_cert_with_vid_65522.pem",
            MATTER + "intermediate_cert_with_vid_1.pem"));
    fails(
        PathFault.NOT_AN_AUTHORITY,
        1,
        check(
            NOW,
            MATTER + "vvsc_root_cert_1_copy.pem",
            MATTER + "vvsc_leaf_cert_1.pem",
            MATTER + "vvsc_ica_cert_1.pem"));
  }

  @Test
  void whatSaysTooLittleIsNoRoot() {
    assertEquals(Optional.empty(), Issuer.faultOfRoot(CertificateFiles.of(SPEC + "PAA.pem")));
    assertEquals(
        Optional.of(PathFault.NOT_A_ROOT),
        Issuer.faultOfRoot(CertificateFiles.of(MATTER + "upgrade_1_4_4_da_root_cert_2.pem")),
        "it does not say what its key is for");
    assertEquals(
        Optional.of(PathFault.NOT_A_ROOT),
        Issuer.faultOfRoot(CertificateFiles.of(SPEC + "PAI.pem")),
        "another issued it");
    assertEquals(
        Optional.of(PathFault.NOT_AN_AUTHORITY),
        Issuer.faultOfRoot(CertificateFiles.of(MATTER + "vvsc_root_cert_1_copy.pem")));
  }

  @Test
  void aCertificateByAnotherAlgorithmIsRefusedForThat() {
    String file = MATTER + "google_root_cert_r1.pem";
    // Skipped here where the data is missing, not inside of what must throw something else.
    Path _ = SharedData.file("11-device-id/" + file);
    X509Exception rsa = assertThrows(X509Exception.class, () -> CertificateFiles.of(file));
    assertEquals(X509Exception.Reason.UNSUPPORTED_ALGORITHM, rsa.reason());
  }
}
