package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.node.edge.StructuredField.MalformedFieldException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignatureTest {
  /** The request of RFC 9421, appendix B.2, with the signature of B.2.6. */
  private static Request vector(String signature) {
    return new Request(
        "POST",
        "https",
        "/foo",
        "param=Value&Pet=dog",
        List.of(
            new Field("Host", "example.com"),
            new Field("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            new Field("Content-Type", "application/json"),
            new Field("Content-Length", "18"),
            new Field(
                "Signature-Input",
                "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\""
                    + " \"content-length\");created=1618884473;keyid=\"test-key-ed25519\""),
            new Field("Signature", "sig-b26=:" + signature + ":")),
        Map.of(),
        max -> Bytes.EMPTY,
        InetAddress.ofLiteral("192.0.2.1"));
  }

  private static final String B26 =
      "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

  @Test
  void theExampleOfTheStandardVerifies() throws Exception {
    Request request = vector(B26);
    RequestSignature signature = RequestSignature.of(request).orElseThrow();
    String base = new String(signature.base(request).toByteArray(), StandardCharsets.US_ASCII);
    assertEquals(
        """
        "date": Tue, 20 Apr 2021 02:07:55 GMT
        "@method": POST
        "@path": /foo
        "@authority": example.com
        "content-type": application/json
        "content-length": 18
        "@signature-params": ("date" "@method" "@path" "@authority" "content-type" \
        "content-length");created=1618884473;keyid="test-key-ed25519\"\
        """,
        base);
    CoseKey key =
        JdkSignatures.coseKey(
            KeyFactory.getInstance("Ed25519")
                .generatePublic(
                    new X509EncodedKeySpec(
                        Base64.getDecoder()
                            .decode(
                                "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="))));
    assertTrue(new JdkSignatures().verify(key, signature.base(request), signature.signature()));
    assertFalse(
        new JdkSignatures()
            .verify(
                key,
                signature.base(request),
                RequestSignature.of(vector(B26.replace('w', 'x'))).orElseThrow().signature()));
    assertEquals(1_618_884_473L, signature.whole("created").orElseThrow());
    assertEquals("test-key-ed25519", signature.text("keyid").orElseThrow());
  }

  @Test
  void derivedComponentsAreThoseOfTheStandard() throws MalformedFieldException {
    Request request =
        new Request(
            "GET",
            "https",
            "/a%20b",
            "",
            List.of(
                new Field("Host", "WWW.Example.com:443"),
                new Field("X-A", " one "),
                new Field("x-a", "two"),
                new Field(
                    "Signature-Input",
                    "s=(\"@target-uri\" \"@query\" \"@scheme\" \"@request-target\" \"x-a\")"),
                new Field("Signature", "s=:AA==:")),
            Map.of(),
            max -> Bytes.EMPTY,
            InetAddress.ofLiteral("192.0.2.1"));
    assertEquals(
        """
        "@target-uri": https://www.example.com/a%20b
        "@query": ?
        "@scheme": https
        "@request-target": /a%20b
        "x-a": one, two
        "@signature-params": ("@target-uri" "@query" "@scheme" "@request-target" "x-a")\
        """,
        new String(
            RequestSignature.of(request).orElseThrow().base(request).toByteArray(),
            StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s=",
        "s=(\"a\"",
        "s=(\"a\" b)",
        "s=(\"a\";req)",
        "s=(\"a\"\"b\")",
        "s=(\"a\");created=1;created=2",
        "s=(\"a\");created=1234567890123456",
        "s=(\"a\");keyid=\"\\x\"",
        "s=(\"a\");nonce=:A:",
        "s=(\"a\"),",
        "s=(\"a\"), s=(\"b\")",
        "S=(\"a\")",
        "s=\"a\"",
        "s=(\"\u00e9\")",
      })
  void aMalformedFieldIsRefused(String text) {
    assertThrows(MalformedFieldException.class, () -> StructuredField.innerLists(text));
  }

  @Test
  void aFieldIsWrittenAsItWasRead() throws MalformedFieldException {
    String list = "(\"a\" \"b\\\"c\");created=-5;flag;no=?0;t=tok/en;o=:AQI=:;s=\"x\\\\y\"";
    assertEquals(
        list, StructuredField.innerLists("s=" + list).firstEntry().getValue().serialized());
    assertEquals(2, StructuredField.innerLists("a=(), b=( \"c\" )").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"@status", "@query-param", "X-Upper", "absent"})
  void aComponentThatTheRequestDoesNotHaveIsRefused(String name) throws MalformedFieldException {
    Request with =
        new Request(
            "GET",
            "http",
            "/",
            "",
            List.of(
                new Field("Signature-Input", "s=(\"" + name + "\")"),
                new Field("Signature", "s=:AA==:")),
            Map.of(),
            max -> Bytes.EMPTY,
            InetAddress.ofLiteral("192.0.2.1"));
    RequestSignature signature = RequestSignature.of(with).orElseThrow();
    assertThrows(MalformedFieldException.class, () -> signature.base(with));
  }
}
