package birthmark.client.sdk;

import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Where the passwords of key files come from: a file, the environment, or a prompt; never an
 * argument, which every user of the machine can read.
 */
public interface Passwords {
  /** The variable that holds a password. */
  String VARIABLE = "BIRTHMARK_PASSWORD";

  /** The most octets in a password. */
  int LENGTH_MAX = 1_024;

  /** The password that opens {@code keyFile}; the caller overwrites it after use. */
  char[] toOpen(Path keyFile) throws ClientException;

  /** The password that shall protect {@code keyFile}, which is new. */
  char[] toProtect(Path keyFile) throws ClientException;

  /** Gives {@code password} for every key file. */
  static Passwords fixed(char[] password) {
    char[] kept = password.clone();
    return new Passwords() {
      @Override
      public char[] toOpen(Path keyFile) {
        return kept.clone();
      }

      @Override
      public char[] toProtect(Path keyFile) {
        return kept.clone();
      }
    };
  }

  /**
   * The password in the first line of {@code file} if there is one, else in {@link #VARIABLE}, else
   * what a person types.
   */
  static Passwords of(Optional<Path> file, Map<String, String> environment) {
    String variable = environment.get(VARIABLE);
    if (file.isPresent()) {
      return new FromFile(file.get());
    }
    return variable == null ? new Typed() : fixed(variable.toCharArray());
  }

  /** The password in the first line of a file that not everybody can read. */
  record FromFile(Path file) implements Passwords {
    @Override
    public char[] toOpen(Path keyFile) throws ClientException {
      try {
        refuseIfOpenToAll();
        if (Files.size(file) > LENGTH_MAX) {
          throw ClientException.local(
              "the password file " + file + " has more than " + LENGTH_MAX + " octets",
              "Put the password alone into its first line.");
        }
        byte[] octets = Files.readAllBytes(file);
        try {
          return firstLine(octets);
        } finally {
          Arrays.fill(octets, (byte) 0);
        }
      } catch (IOException e) {
        throw ClientException.local(
                "the password file " + file + " cannot be read",
                "Name a file that holds the password in its first line and that you may read.")
            .because(e);
      }
    }

    @Override
    public char[] toProtect(Path keyFile) throws ClientException {
      return toOpen(keyFile);
    }

    private void refuseIfOpenToAll() throws IOException, ClientException {
      if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
        return;
      }
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        throw ClientException.local(
            "every user of this machine can read the password file " + file,
            "Take that right away (chmod 600 "
                + file
                + "), and change the password if others"
                + " may have seen it.");
      }
    }

    private char[] firstLine(byte[] octets) throws ClientException {
      CharBuffer text;
      try {
        text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
      } catch (CharacterCodingException e) {
        throw ClientException.local(
                "the password file " + file + " is not text in UTF-8", "Write it anew as text.")
            .because(e);
      }
      int end = 0;
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        end++;
      }
      char[] line = new char[end];
      text.get(line);
      Arrays.fill(text.array(), '\0');
      if (line.length == 0) {
        throw ClientException.local(
            "the first line of the password file " + file + " is empty",
            "Put the password into its first line.");
      }
      return line;
    }
  }

  /** What a person types, unseen. */
  final class Typed implements Passwords {
    Typed() {}

    @Override
    public char[] toOpen(Path keyFile) throws ClientException {
      return read("Password of " + keyFile + ": ");
    }

    @Override
    public char[] toProtect(Path keyFile) throws ClientException {
      char[] first = read("New password for " + keyFile + ": ");
      char[] second = read("The same again: ");
      boolean same = Arrays.equals(first, second);
      Arrays.fill(second, '\0');
      if (!same || first.length == 0) {
        Arrays.fill(first, '\0');
        throw ClientException.local(
            same ? "the password is empty" : "the two passwords differ",
            "Run the command again; nothing was written.");
      }
      return first;
    }

    // The compiler's checker believes that there always is a console; without a terminal there need
    // not be.
    @SuppressWarnings("SystemConsoleNull")
    private static char[] read(String prompt) throws ClientException {
      Console console = System.console();
      char[] typed =
          console == null || !console.isTerminal() ? null : console.readPassword("%s", prompt);
      if (typed == null) {
        throw ClientException.local(
            "a password is needed and there is no terminal to ask for it",
            "Put it into a file that only you can read and name that with --password-file, or into"
                + " the variable "
                + VARIABLE
                + ".");
      }
      return typed;
    }
  }
}
