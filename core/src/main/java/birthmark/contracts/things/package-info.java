/** Things: their models, birth certificates, weak identifiers, parts, owners and copied keys. */
package birthmark.contracts.things;
