package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.ClientException;
import birthmark.gateway.hook.BrokerHook;
import java.io.PrintStream;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The gateway's program. */
public final class Main {
  private static final String HELP =
      """
      birthmark gateway --as KEY [--node URL,URL...] [--mqtt HOST:PORT] [--coap HOST:PORT]
                        [--hook HOST:PORT [--site-broker NAME]]
                        [--data DIR] [--home DIR] [--password-file FILE]
                        [--finality final|committed]
                        [--offline SECONDS] [--watch SECONDS]
                        [--endorsements FILE,FILE...]
                        [--tls FILE --tls-password-file FILE] [--test-device THING]

      Lets things in that the ledger admits, by MQTT over TLS 1.3, until Ctrl-C stops it.

        --as KEY                the gateway's key; its party holds the role auditor, so that it is
                                shown where things stand
        --node URL,URL...       the nodes to follow (else as the folder of --home says)
        --mqtt HOST:PORT        where to listen for things (default 127.0.0.1:8883), or none
        --hook HOST:PORT        where the site's own broker asks who may connect (else nowhere)
        --site-broker NAME      what things call that broker in their passwords (default site)
        --coap HOST:PORT        where to listen for things that speak CoAP over DTLS (else nowhere)
        --data DIR              its certificate, and messages that wait (default ./gateway)
        --finality WHAT         what nodes must prove: final (more than two thirds of the replicas signed
                                for it, where there are several; the default), or committed (one
                                node's word for what it has synced)
        --offline SECONDS       how long it goes on with no node within reach (default 600)
        --watch SECONDS         after how long its silence is an alarm on the ledger (default 600, 0
                                for never)
        --endorsements FILE...  what makers of PSA devices vouch for (CoRIM): the gateway appraises
                                PSA tokens by it, beside the ledger's own form of evidence
        --test-device THING     for suites of tests of others: this thing may connect under any
                                name, often, and use any topic but things'; never on a real site
        --tls FILE              the certificate to show and its private key, a PKCS#12 file (else
                                one is made at the first start)
      """;
  private static final int USAGE = 2;

  private Main() {}

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  private static int run(List<String> words, PrintStream out, PrintStream err) {
    List<String> args =
        !words.isEmpty() && words.getFirst().equals("gateway")
            ? words.subList(1, words.size())
            : words;
    if (args.isEmpty() || args.contains("--help") || args.contains("-h")) {
      (args.isEmpty() ? err : out).print(HELP);
      return args.isEmpty() ? USAGE : 0;
    }
    try {
      return run(Settings.of(args), out);
    } catch (ClientException e) {
      err.println("birthmark gateway: " + e.what() + ". " + e.remedy());
      return e.kind() == ClientException.Kind.USAGE ? USAGE : 1;
    }
  }

  private static int run(Settings settings, PrintStream out) throws ClientException {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stop.countDown();
              try {
                stopped.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try (Gateway gateway = new Gateway(settings, System.getenv(), sentence -> say(out, sentence))) {
      Runtime.getRuntime().addShutdownHook(hook);
      tell(gateway, settings, out);
      stop.await();
      out.println("Stopping: things are disconnected.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
    out.println("Stopped.");
    return 0;
  }

  private static void say(PrintStream out, String sentence) {
    out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + sentence);
    out.flush();
  }

  private static void tell(Gateway gateway, Settings settings, PrintStream out)
      throws ClientException {
    out.println("Admitting things by the ledger " + gateway.genesis().name());
    out.println("  network id   " + gateway.genesis().network().hex());
    out.println("  nodes        " + gateway.nodes());
    try {
      Bytes certificate = Bytes.copyOf(gateway.certificate().getEncoded());
      out.println("  certificate  " + gateway.certificateFile() + ", for things to know it by");
      out.println("               SHA-256 " + Sha256.of(certificate).hex());
    } catch (CertificateEncodingException e) {
      throw ClientException.local("the gateway's certificate is damaged", "Make another.")
          .because(e);
    }
    if (settings.broker()) {
      out.println(
          "Listening on mqtts://" + settings.host() + ":" + gateway.port() + " (Ctrl-C stops it)");
    }
    gateway
        .hook()
        .ifPresent(
            address ->
                out.println(
                    "Listening on "
                        + address.getHostString()
                        + ":"
                        + address.getPort()
                        + " for the site's own broker, with the secret of "
                        + settings.data().resolve(BrokerHook.SECRET)));
    gateway
        .coap()
        .ifPresent(
            address ->
                out.println(
                    "Listening on coaps://"
                        + address.getHostString()
                        + ":"
                        + address.getPort()
                        + " (DTLS, raw public keys)"));
    out.flush();
  }
}
