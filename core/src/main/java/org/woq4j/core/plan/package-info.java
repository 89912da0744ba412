/** What will be done with each weight, decided before any weight is read. */
package org.woq4j.core.plan;
