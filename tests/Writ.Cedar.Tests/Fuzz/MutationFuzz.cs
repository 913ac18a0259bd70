using System.Diagnostics;
using Writ.Cedar.Authorization;
using Writ.Cedar.Formatting;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Fuzz;

/// <summary>Foreign text in 10,000 seeded mutations each: read or refused, never an exception and never a hang.</summary>
public sealed class MutationFuzz
{
    private const int Cases = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    [Fact]
    public void PolicySet_MutatedText_IsReadOrRefused()
    {
        var read = 0;
        Run(Seeds.Policies, Seeds.PolicyPieces, text =>
        {
            if (!PolicySet.TryParse(text, out var policies, out var errors))
            {
                Assert.NotEmpty(errors);
                Assert.All(errors, error => Assert.True(error.Position.Line > 0 && error.Position.Column > 0 && error.Message.Length > 0));
                return;
            }

            read++;
            Authorizer.Authorize(Given.Request, policies, Given.Store);
        });
        Assert.InRange(read, 1, Cases - 1);
    }

    [Fact]
    public void PolicyFormatter_MutatedText_IsLaidOutOrRefused()
    {
        var read = 0;
        Run(Seeds.Policies, [.. Seeds.PolicyPieces, " // c\n", "\n// d\n", "\r", ","], text =>
        {
            if (!PolicyFormatter.TryFormat(text, out var formatted, out var errors))
            {
                Assert.False(PolicySet.TryParse(text, out _, out _), $"what parses is laid out:\n{text}");
                Assert.NotEmpty(errors);
                return;
            }

            read++;
            Assert.True(PolicyFormatter.TryFormat(formatted, out var again, out _));
            Assert.Equal(formatted, again);
        });
        Assert.InRange(read, 1, Cases - 1);
    }

    [Fact]
    public void EntityJson_MutatedText_IsReadOrRefused()
    {
        var read = 0;
        CedarSchema.TryParse(Seeds.Schemas[0], out var schema, out _);
        Run(Seeds.Entities, Seeds.JsonPieces, text =>
        {
            if (EntityJson.TryRead(text, out var store, out var error)) read++;
            else Assert.NotEmpty(error.Message);
            EntityJson.TryRead(text, out _, out _, schema);
            if (store is not null) Authorizer.Authorize(Given.Request, PolicySet.Parse("permit(principal in Group::\"g\", action, resource) when { principal.x == principal.y };"), store);
        });
        Assert.InRange(read, 1, Cases - 1);
    }

    [Fact]
    public void CedarSchema_MutatedText_IsReadOrRefused()
    {
        var read = 0;
        Run(Seeds.Schemas, Seeds.SchemaPieces, text =>
        {
            if (CedarSchema.TryParse(text, out _, out var errors)) read++;
            else Assert.NotEmpty(errors);
        });
        Assert.InRange(read, 1, Cases - 1);
    }

    [Fact]
    public void ExtensionValues_MutatedText_IsReadOrRefused() => Run(Seeds.Extensions, Seeds.ExtensionPieces, text =>
    {
        _ = DecimalValue.TryParse(text, out _);
        _ = DatetimeValue.TryParse(text, out _);
        _ = DurationValue.TryParse(text, out _);
        _ = IpAddressValue.TryParse(text, out _);
        _ = EntityUid.TryParse(text, null, out _);
    });

    private static void Run(string[] seeds, string[] pieces, Action<string> read)
    {
        var chance = new Random(20260101);
        for (var i = 0; i < Cases; i++)
        {
            var text = seeds[chance.Next(seeds.Length)];
            for (var n = chance.Next(1, 4); n > 0; n--) text = Mutate(text, seeds, pieces, chance);
            var started = Stopwatch.GetTimestamp();
            try
            {
                read(text);
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"case {i}: {failure}\n{text}");
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Longest, $"case {i} took too long:\n{text}");
        }
    }

    private static string Mutate(string text, string[] seeds, string[] pieces, Random chance)
    {
        var at = chance.Next(text.Length + 1);
        var length = chance.Next(Math.Min(12, text.Length - at) + 1);
        return chance.Next(7) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, pieces[chance.Next(pieces.Length)]),
            2 => text.Remove(at, length).Insert(at, pieces[chance.Next(pieces.Length)]),
            3 => text.Insert(at, ((char)chance.Next(0x20, 0x7F)).ToString()),
            4 => text.Insert(at, ((char)chance.Next(0x10000)).ToString()),
            5 => text.Insert(at, string.Concat(Enumerable.Repeat(pieces[chance.Next(pieces.Length)], chance.Next(1, 300)))),
            _ => text.Insert(at, Slice(seeds[chance.Next(seeds.Length)], chance)),
        };
    }

    private static string Slice(string seed, Random chance)
    {
        var start = chance.Next(seed.Length);
        return seed.Substring(start, chance.Next(Math.Min(40, seed.Length - start) + 1));
    }
}
