using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Contracts;

/// <summary>An instance on another machine, and the identity that it has.</summary>
/// <param name="Instance">Its SPIFFE id.</param>
/// <param name="Svid">Its X.509-SVID over the proven key: the leaf and the intermediates, each in DER as base64.</param>
/// <param name="Bundle">The trust bundle of the trust domain (SPIFFE Trust Domain and Bundle §4).</param>
/// <param name="Renew">When to renew: half-way.</param>
/// <param name="Expires">When the lease and the X.509-SVID end. Whoever has not renewed by then is no instance, and its tasks are over.</param>
public sealed record JoinDocument(string Instance, ImmutableArray<string> Svid, JsonElement Bundle, DateTimeOffset Renew, DateTimeOffset Expires);
