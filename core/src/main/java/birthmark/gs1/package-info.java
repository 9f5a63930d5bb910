/** GS1's product numbers and links, checked: GTIN and Digital Link. */
package birthmark.gs1;
