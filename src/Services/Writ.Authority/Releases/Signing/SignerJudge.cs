using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases.Signing;

/// <summary>
/// Judges the signatures under a release by the rules of the release in force, never by its own: distinct signers, one release, one sequence number.
/// Pure.
/// </summary>
internal static class SignerJudge
{
    /// <summary>How far a sequence number may be above the one in force: one signer alone must not be able to use all numbers up.</summary>
    public const int MaxStep = 1000;

    public static SignerVerdict Judge(
        SignerRules rules, ReleaseId release, ReleaseDifference? difference, long inForce, ImmutableArray<SignatureFile> files, SequenceRule sequences)
    {
        var needed = rules.Needed(difference?.Weight ?? ReleaseWeight.Undecided);
        var problems = ImmutableArray.CreateBuilder<ReleaseProblem>();
        var counted = new List<(Slug Signer, long Sequence)>();
        var older = new List<long>();
        foreach (var file in files)
        {
            if (!ReleaseSignature.TryVerify(file.Text, rules, out var signature, out var signer, out var problem))
            {
                problems.Add(Problem("W1092", file.Name, $"the signature does not count: {problem}", "remove the file, or have it signed again"));
            }
            else if (signature.Release != release)
            {
                problems.Add(Problem("W1092", file.Name, $"the signature does not count: it is under {signature.Release.Short}, and this is {release.Short}", "have it signed again: `writ release sign`"));
            }
            else if (sequences == SequenceRule.Above && (signature.Sequence <= inForce || signature.Sequence > inForce + MaxStep))
            {
                older.Add(signature.Sequence);
            }
            else
            {
                counted.Add((signer.Name, sequences == SequenceRule.Any ? 0 : signature.Sequence));
            }
        }

        // The number that most signed; of two, the greater.
        var best = counted.GroupBy(static c => c.Sequence).Select(static g => (Sequence: g.Key, Signers: g.Select(static c => c.Signer).Distinct().Order().ToImmutableArray()))
            .OrderByDescending(static g => g.Signers.Length).ThenByDescending(static g => g.Sequence).FirstOrDefault((Sequence: 0, Signers: []));
        if (best.Signers.Length >= needed)
        {
            return new SignerVerdict.Satisfied(best.Sequence, best.Signers);
        }

        problems.Insert(0, older.Count > best.Signers.Length ? Older(older, inForce) : TooFew(rules, difference, best.Signers, needed));
        return new SignerVerdict.Refused(problems.ToImmutable());
    }

    private static ReleaseProblem Older(List<long> older, long inForce) => older.Exists(sequence => sequence <= inForce)
        ? Problem("W1091", "writ.yaml", $"the release is older: it was signed as number {older.Where(sequence => sequence <= inForce).Max()}, and number {inForce} is in force", "have it signed again as a later number, or put an earlier release back with `writ release rollback`")
        : Problem("W1091", "writ.yaml", $"the release was signed as number {older.Min()}, more than {MaxStep} above number {inForce}, which is in force", "have it signed again as the next number");

    private static ReleaseProblem TooFew(SignerRules rules, ReleaseDifference? difference, ImmutableArray<Slug> signers, int needed)
    {
        var (verb, example) = difference?.Weight switch
        {
            ReleaseWeight.Neutral => ("changes nothing that decides", null),
            ReleaseWeight.Tightens => ("tightens", First(ReleaseWeight.Tightens)),
            ReleaseWeight.Loosens => ("loosens", First(ReleaseWeight.Loosens)),
            _ => ("may loosen", First(ReleaseWeight.Undecided)),
        };
        var because = example is null ? "" : $" ({example.Subject}: {example.Text})";
        var has = signers.IsEmpty ? "it has none that counts" : $"it has {signers.Length}, of {string.Join(" and ", signers.Select(static s => $"`{s}`"))}";
        return Problem(
            "W1090", "writ.yaml", $"the release {verb}{because}, which needs {needed} {(needed == 1 ? "signature" : "signatures")} by signers of the release in force, and {has}",
            $"have {needed} of {string.Join(", ", rules.Signers.Keys.Select(static s => $"`{s}`"))} sign it: `writ release sign`");

        ReleaseChange? First(ReleaseWeight weight) => difference?.Changes.FirstOrDefault(change => change.Weight == weight);
    }

    private static ReleaseProblem Problem(string code, string file, string text, string fix) => new(code, file, 0, 0, text, fix);
}
