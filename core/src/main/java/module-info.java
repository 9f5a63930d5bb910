/**
 * The ledger's rules in pure Java: encoding, signatures, trees, contracts, the machine and its
 * proofs. It is also the auditor's library, so it reads no clock, file, network or environment.
 */
module birthmark.core {
  exports birthmark.answer;
  exports birthmark.bundle;
  exports birthmark.bytes;
  exports birthmark.cbor;
  exports birthmark.codec;
  exports birthmark.contract;
  exports birthmark.contracts;
  exports birthmark.contracts.admission;
  exports birthmark.contracts.authorities;
  exports birthmark.contracts.content;
  exports birthmark.contracts.firmware;
  exports birthmark.contracts.governance;
  exports birthmark.contracts.messages;
  exports birthmark.contracts.parties;
  exports birthmark.contracts.registrations;
  exports birthmark.contracts.samples;
  exports birthmark.contracts.things;
  exports birthmark.cose;
  exports birthmark.did;
  exports birthmark.finality;
  exports birthmark.gs1;
  exports birthmark.json;
  exports birthmark.machine;
  exports birthmark.merkle;
  exports birthmark.proof;
  exports birthmark.state;
  exports birthmark.statement;
  exports birthmark.x509;
}
