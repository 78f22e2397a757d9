"""Stores in aligned rows, and single-table designs."""

import pytest

from whiteboard.notation.board import read_section

ROWS = {
    "strokes": "users   id PK | handle UNIQUE | name\n"
    "tweets  id PK | author_id FK | text | created_at\n"
    "        UNIQUE(author_id, text)   INDEX(author_id, created_at DESC)\n",
    "commas": "users     id pk, handle unique, name\n"
    "tweets    id pk, author_id -> users, text, created_at; unique (author_id, text); index (author_id, created_at)\n",
    "slashes": "users = id PK / handle UNIQUE / name\n"
    "tweets = id PK / author_id FK / text / created_at / UNIQUE(author_id, text) / INDEX(author_id, created_at)\n",
    "tabs": "users\tid pk, handle unique, name\n"
    "tweets\tid pk, author_id fk users, text, created_at, unique(author_id, text), idx(author_id, created_at)\n",
    "sentences": "users: id pk, handle unique, name\n"
    "tweets: id pk, author_id, text, created_at. unique (author_id, text). idx (author_id, created_at)\n",
}


@pytest.mark.parametrize("text", ROWS.values(), ids=ROWS)
def test_rows_are_stores(text):
    users, tweets = read_section("storage", text).storage.stores
    assert [column.name for column in users.columns] == ["id", "handle", "name"]
    assert [column.name for column in tweets.columns] == ["id", "author_id", "text", "created_at"]
    assert tweets.primary_key == ("id",)
    assert tweets.uniques == (("author_id", "text"),)
    assert tweets.indexes[0].columns == ("author_id", "created_at")


def test_columns_of_a_statement_are_no_rows():
    text = (
        "CREATE TABLE tweets (\n  id          uuid PRIMARY KEY,\n  author_id   uuid NOT NULL, text text\n);"
    )
    assert [store.name for store in read_section("storage", text).storage.stores] == ["tweets"]


SINGLE = {
    "aligned": "entity   PK            SK                attributes        GSI1PK           GSI1SK\n"
    "video    VIDEO#<id>    META              owner_id, text    USER#<owner_id>  VIDEO#<created_at>\n"
    "like     VIDEO#<id>    LIKE#<user_id>    created_at\n"
    "follow   USER#<a>      FOLLOWS#<b>       created_at        FOLLOWED#<b>     <created_at>#<a>\n",
    "markdown": "| Entity | PK | SK | Attributes | GSI1PK | GSI1SK |\n|---|---|---|---|---|---|\n"
    "| video | VIDEO#{id} | META | owner_id, text | USER#{owner_id} | VIDEO#{created_at} |\n"
    "| like | VIDEO#{id} | LIKE#{user_id} | created_at | | |\n"
    "| follow | USER#{a} | FOLLOWS#{b} | created_at | FOLLOWED#{b} | {created_at}#{a} |\n",
    "listed": "- video: PK=VIDEO#<id>, SK=META, attrs: owner_id, text, GSI1PK=USER#<owner_id>, GSI1SK=VIDEO#<created_at>\n"
    "- like: PK=VIDEO#<id>, SK=LIKE#<user_id>, attrs: created_at\n"
    "- follow: PK=USER#<a>, SK=FOLLOWS#<b>, attrs: created_at, GSI1PK=FOLLOWED#<b>, GSI1SK=<created_at>#<a>\n",
}


@pytest.mark.parametrize("text", SINGLE.values(), ids=SINGLE)
def test_each_entity_of_a_single_table_is_a_store(text):
    video, like, follow = read_section("storage", text).storage.stores
    assert video.primary_key == ("video_id",)
    assert video.indexes[0].columns == ("owner_id", "created_at")
    assert (like.partition_key, like.sort_key) == (("video_id",), ("user_id",))
    assert (follow.partition_key, follow.sort_key) == (("user_id",), ("followed_id",))
    assert follow.indexes[0].columns[0] == "followed_id"


MADE_BY_CODE = {
    "rails": """\
create_table :users do |t|
  t.string :handle, null: false, index: { unique: true }
end
create_table :tweets do |t|
  t.references :author, null: false, foreign_key: { to_table: :users }
  t.string :text
  t.timestamps
end
add_index :tweets, [:author_id, :created_at]
create_table :likes, id: false do |t|
  t.references :user, null: false
  t.references :tweet, null: false
end
add_index :likes, [:user_id, :tweet_id], unique: true
""",
    "laravel": """\
Schema::create('users', function (Blueprint $table) {
    $table->id();
    $table->string('handle')->unique();
});
Schema::create('tweets', function (Blueprint $table) {
    $table->id();
    $table->foreignId('author_id')->constrained('users');
    $table->string('text', 280);
    $table->timestamps();
    $table->index(['author_id', 'created_at']);
});
Schema::create('likes', function (Blueprint $table) {
    $table->foreignId('user_id')->constrained();
    $table->foreignId('tweet_id')->constrained();
    $table->unique(['user_id', 'tweet_id']);
});
""",
}


@pytest.mark.parametrize("text", MADE_BY_CODE.values(), ids=MADE_BY_CODE)
def test_tables_that_a_migration_makes(text):
    storage = read_section("storage", text).storage
    users, tweets, likes = storage.stores
    assert users.uniques == (("handle",),)
    assert [column.name for column in tweets.columns] == [
        "id",
        "author_id",
        "text",
        "created_at",
        "updated_at",
    ]
    assert tweets.indexes[0].columns == ("author_id", "created_at")
    assert tweets.references[0].target == "users"
    assert likes.uniques == (("user_id", "tweet_id"),)
    assert not storage.unread


def test_schemas_of_mongoose_on_one_line_each():
    text = """\
const Account = new Schema({ handle: { type: String, unique: true }, createdAt: Date })
const Video = new mongoose.Schema({ owner: { type: ObjectId, ref: 'Account' }, createdAt: Date })
Video.index({ owner: 1, createdAt: -1 })
const Like = new Schema({ account: { type: ObjectId, ref: 'Account' }, video: { type: ObjectId, ref: 'Video' } })
Like.index({ account: 1, video: 1 }, { unique: true })
"""
    storage = read_section("storage", text).storage
    account, video, like = storage.stores
    assert account.uniques == (("handle",),)
    assert (video.indexes[0].columns, video.references[0].target) == (("owner", "createdAt"), "Account")
    assert like.uniques == (("account", "video"),)
    assert not storage.unread
