package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.codec.Names;
import birthmark.codec.Timestamp;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.x509.CertificatePath;
import birthmark.x509.Issuer;
import birthmark.x509.X509Certificate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Whether a device's chain holds under roots in files: before anything is asked of a ledger. */
final class ChainCommand implements Action {
  private static final String AT = "--at";

  private ChainCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "check",
            "Check a device's chain of certificates under a root; asks nobody, and knows of no"
                + " revocation.",
            new ChainCommand());
    Commands.word(spec, "CHAIN", true, "The device's certificate, then each one's issuer, in PEM.");
    Commands.word(spec, "ROOT", true, "The root's certificate, or several.");
    CommonOptions.text(spec, true, AT, "TIME", "The moment to check at (now).");
    return spec;
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    List<X509Certificate> chain = ChainSupplement.read(Path.of(invocation.words().getFirst()));
    List<Issuer> roots = new ArrayList<>();
    for (X509Certificate root : ChainSupplement.read(Path.of(invocation.words().get(1)))) {
      if (Issuer.faultOfRoot(root).isPresent()) {
        throw ClientException.local(
            root.subject().words() + ": " + Issuer.faultOfRoot(root).get().sentence(),
            "Give the certificate of a root.");
      }
      roots.add(Issuer.of(root));
    }
    Timestamp at = invocation.values().moment(invocation.option(AT).orElse("now"));
    return switch (CertificatePath.check(chain, roots, at, new JdkSignatures())) {
      case CertificatePath.Holds holds -> {
        invocation.show(
            Json.object()
                .put("device", holds.device().subject().words())
                .put("certificate", holds.device().digest().hex())
                .put("root", holds.anchor().subject().words())
                .put("until", holds.until().toString())
                .build());
        yield ExitStatus.DONE;
      }
      case CertificatePath.Fails(var fault, int index) -> {
        String whose = index < chain.size() ? chain.get(index).subject().words() : "the root";
        throw ClientException.refused(
            Names.kebab(fault.name()) + ", " + whose + ": " + fault.sentence(),
            "Do not rely on this device's certificate.");
      }
    };
  }
}
