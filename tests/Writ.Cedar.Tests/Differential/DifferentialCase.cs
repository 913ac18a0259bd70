using System.Text.Json.Nodes;

namespace Writ.Cedar.Tests.Differential;

/// <summary>One question to both engines: as the oracle is asked it, and our answer in the oracle's words.</summary>
/// <param name="Told">What the oracle is told.</param>
/// <param name="Ours">Answers it with our engine.</param>
internal sealed record DifferentialCase(JsonObject Told, Func<string> Ours);
