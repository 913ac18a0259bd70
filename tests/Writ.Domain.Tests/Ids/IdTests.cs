namespace Writ.Domain.Tests.Ids;

/// <summary>What every id that is a prefix and a ULID does.</summary>
public abstract class IdTests<T>(string prefix, Func<IUlidSource, T> make, Func<T, bool> isDefault)
    where T : struct, IEquatable<T>, IParsable<T>
{
    private static readonly string[] Prefixes = ["tsk_", "dec_", "ent_", "wrt_", "rel_", "apr_"];

    [Fact]
    public void New_FromASource_IsReadBackFromItsText()
    {
        var id = make(new Counting());
        Assert.Equal(prefix + Given.Ulid(1), id.ToString());
        Assert.Equal(id, T.Parse(id.ToString()!, null));
        Assert.False(isDefault(id));
    }

    [Fact]
    public void New_Twice_IsTwoIds()
    {
        var source = new Counting();
        Assert.NotEqual(make(source), make(source));
    }

    [Fact]
    public void New_NoSource_Throws() => Assert.Throws<ArgumentNullException>(() => make(null!));

    [Fact]
    public void Default_NamesNothing()
    {
        Assert.True(isDefault(default));
        Assert.Equal(default, default(T));
        Assert.False(T.TryParse(default(T).ToString(), null, out _));
    }

    [Fact]
    public void TryParse_OtherPrefix_IsRefused() =>
        Assert.All(Prefixes.Where(p => p != prefix), other => Refused(other + Given.Ulid(1)));

    [Fact]
    public void TryParse_NotTheOneSpelling_IsRefused()
    {
        var ulid = Given.Ulid(1).ToString();
        Refused(null);
        Refused("");
        Refused(prefix);
        Refused(ulid);
        Refused(prefix + ulid + " ");
        Refused(" " + prefix + ulid);
        Refused(prefix + ulid + "\0");
        Refused(prefix + ulid[1..]);
        Refused(prefix + ulid.ToUpperInvariant());
        Refused(prefix.ToUpperInvariant() + ulid);
        Refused(prefix.Replace('_', '\uff3f') + ulid);
        Refused(prefix + prefix + ulid);
        Refused(prefix + ulid[..^1] + "\u0661");
    }

    [Fact]
    public void Parse_NotAnId_ThrowsWithoutRepeatingIt() =>
        Assert.DoesNotContain("planted-secret", Assert.Throws<FormatException>(() => T.Parse("planted-secret", null)).Message, StringComparison.Ordinal);

    private static void Refused(string? text)
    {
        Assert.False(T.TryParse(text, null, out var id));
        Assert.Equal(default, id);
    }

    private sealed class Counting : IUlidSource
    {
        private int last;

        public Ulid Next() => Given.Ulid(++last);
    }
}

public sealed class TaskIdTests() : IdTests<TaskId>("tsk_", TaskId.New, static i => i.IsDefault);

public sealed class DecisionIdTests() : IdTests<DecisionId>("dec_", DecisionId.New, static i => i.IsDefault);

public sealed class EntryIdTests() : IdTests<EntryId>("ent_", EntryId.New, static i => i.IsDefault);

public sealed class WritIdTests() : IdTests<WritId>("wrt_", WritId.New, static i => i.IsDefault);

public sealed class ApprovalIdTests() : IdTests<ApprovalId>("apr_", ApprovalId.New, static id => id.IsDefault);
